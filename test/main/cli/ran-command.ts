// Runs a command line in this process as main/index.ts wires it, with its streams kept. It asserts nothing.
import { Writable } from 'node:stream';
import { vi } from 'vitest';
import { main } from '../../../main/cli/main.ts';
import { composeHost } from '../../../main/compose.ts';

export interface RanCommand {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words after `stowage`. Nothing runs beside it: it stands in for the streams of the process meanwhile. */
export async function ranCommand(...words: readonly string[]): Promise<RanCommand> {
  const kept = { stdout: '', stderr: '' };
  const names = ['stdout', 'stderr'] as const;
  const spies = names.map((name) => {
    // A whole stream: worker threads send what they print there, too.
    const stream = new Writable({
      write(part, _encoding, done) {
        kept[name] += String(part);
        done();
      },
    });
    return vi.spyOn(process, name, 'get').mockReturnValue(stream as unknown as typeof process.stdout & typeof process.stderr);
  });
  try {
    const code = await main(
      words,
      (storePath, readOnly) => Promise.resolve(composeHost({ storePath, readOnly })),
      () => Promise.reject(new Error('nothing is served here')),
    );
    return { code, ...kept };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
