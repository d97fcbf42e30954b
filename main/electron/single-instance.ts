// Room electron: one running app. A second start hands over its files and ends; files from the system (open-file, dropped on
// the icon) come the same way. What comes before the window is there waits for it.
import { isAbsolute, resolve } from 'node:path';
import type { App } from 'electron';
import { z } from 'zod';

const handover = z.object({ files: z.array(z.string()) });

export class OpenedFiles {
  readonly #waiting: string[] = [];
  #take: ((files: readonly string[]) => void) | undefined;

  add(files: readonly string[]): void {
    if (this.#take === undefined) this.#waiting.push(...files);
    else this.#take(files);
  }

  /** From now on `take` gets them, first those that wait. */
  deliver(take: (files: readonly string[]) => void): void {
    this.#take = take;
    const waiting = this.#waiting.splice(0);
    if (waiting.length > 0) take(waiting);
  }
}

/** False where another one runs: it has been given our files, and this one must end. */
export function claimSingleInstance(app: App, files: readonly string[], opened: OpenedFiles, bringUp: () => void): boolean {
  if (!app.requestSingleInstanceLock({ files })) return false;
  opened.add(files);
  app.on('second-instance', (_event, _argv, _folder, data) => {
    bringUp();
    opened.add(handover.safeParse(data).data?.files ?? []);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    opened.add([path]);
  });
  return true;
}

/** Files named on the command line, absolute; `words` is what stands after the program and, in development, the app's folder. */
export function filesIn(words: readonly string[], folder: string): readonly string[] {
  return words.filter((word) => !word.startsWith('-')).map((word) => (isAbsolute(word) ? word : resolve(folder, word)));
}
