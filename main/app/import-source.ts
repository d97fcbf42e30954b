// Room app: one input of an import, opened once and planned as often as its options change. A plan that the user has seen
// is carried out on the very archive it was made of, or not at all, however long the answer took.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { candidateKey } from '../archive/candidate.ts';
import { heldHexes, heldView } from '../archive/held-view.ts';
import { type ArchiveInput, inputName, openArchive } from '../archive/open.ts';
import { type ArchivePlan, type ChosenOptions, planArchive } from '../archive/plan.ts';
import { readArchive } from '../archive/read.ts';
import type { ArchiveTree } from '../archive/tree.ts';
import { isStowageError, StowageError } from '../errors.ts';
import { fileMark } from '../store/index-file.ts';
import type { Store } from '../store/store.ts';
import type { JobContext } from './context.ts';

interface Opened {
  readonly tree: ArchiveTree;
  /** The user's own files that it was read from, and what they looked like then. */
  readonly marks: ReadonlyMap<string, string>;
}

export class ImportSource {
  readonly input: ArchiveInput;
  readonly #store: Store;
  readonly #job: JobContext;
  readonly #spoolFolder: string;
  #opened: Promise<Opened> | undefined;
  #keys: readonly string[] = [];

  /** `spoolFolder` does not exist yet. */
  constructor(store: Store, job: JobContext, input: ArchiveInput, spoolFolder: string) {
    this.#store = store;
    this.#job = job;
    this.input = input;
    this.#spoolFolder = spoolFolder;
  }

  /**
   * Opens the input if need be, and plans it on the store as it is now.
   * @throws StowageError archive-changed when it is not what it was at the first plan; blob-not-found when a stream was read
   * without a blob that the store had then and has no more
   */
  async plan(options: ChosenOptions): Promise<ArchivePlan> {
    this.#opened = this.#opened === undefined ? this.#openOrMakeRoom() : this.#again(await this.#opened);
    const { tree } = await this.#opened;
    const plan = planArchive(tree, readArchive(tree, heldView(this.#store)), this.#store, options);
    this.#keys = plan.candidates.map((item) => candidateKey(item.candidate));
    return plan;
  }

  /** Whether an artifact of its last plan is among the wanted ones; `undefined` wants all there is. */
  isWanted(keys: readonly string[] | undefined): boolean {
    return keys === undefined || this.#keys.some((key) => keys.includes(key));
  }

  /** Removes what it spooled. */
  release(): void {
    rmSync(this.#spoolFolder, { recursive: true, force: true });
  }

  /** Where the disk gets full, what `undo` could bring back makes room, and it is read once more, if that can be done. */
  async #openOrMakeRoom(): Promise<Opened> {
    try {
      return await this.#open();
    } catch (error) {
      if (this.input.kind !== 'path' || !isStowageError(error, 'no-space') || !this.#store.emptyTrash()) throw error;
      return await this.#open();
    }
  }

  async #open(): Promise<Opened> {
    this.release();
    mkdirSync(this.#spoolFolder);
    const marks = new Map<string, string>();
    if (this.input.kind === 'path') marks.set(this.input.path, fileMark(this.input.path));
    const tree = await openInput(this.#store, this.#job, this.input, this.#spoolFolder, false);
    for (const { content, spooled } of tree.files.values()) {
      if (content !== null && spooled !== true && !marks.has(content.path)) marks.set(content.path, fileMark(content.path));
    }
    return { tree, marks };
  }

  /** What was opened, if it still holds: else opened anew, where the store lost a blob that the archive was read without. */
  async #again(opened: Opened): Promise<Opened> {
    const { tree, marks } = opened;
    const lost = passedOver(tree).find((digest) => this.#store.heldBytes(digest) === null);
    if (lost === undefined && isSpooled(tree)) return opened;
    if (!isUnchanged(marks)) throw new StowageError('archive-changed', { archive: tree.archive });
    if (lost === undefined) return opened;
    if (this.input.kind !== 'path' || !statSync(this.input.path).isFile())
      throw new StowageError('blob-not-found', { digest: lost });
    return await this.#openOrMakeRoom();
  }
}

/** Opens an input, with progress. `documentsOnly` is enough for a dry run. */
export async function openInput(
  store: Store,
  job: JobContext,
  input: ArchiveInput,
  spoolFolder: string,
  documentsOnly: boolean,
): Promise<ArchiveTree> {
  job.signal.throwIfAborted();
  const item = inputName(input);
  const totalBytes = inputBytes(input);
  job.report({ phase: 'opening', item, doneBytes: 0, totalBytes });
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    readBytes += bytes;
    job.report({ phase: 'reading', item, doneBytes: readBytes, totalBytes });
  };
  const tree = await openArchive(input, {
    spoolFolder,
    documentsOnly,
    signal: job.signal,
    onBytes,
    held: () => heldHexes(store),
  });
  job.report({ phase: 'planning', item });
  return tree;
}

/** Bytes there are to read of an archive that cannot be sought; null where nobody knows. */
function inputBytes(input: ArchiveInput): number | null {
  if (input.kind === 'stdin') return null;
  if (input.kind === 'upload') return input.sizeBytes ?? null;
  const stat = statSync(input.path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : null;
}

/** Digests of blobs in the archive that were not spooled, because the store has them. */
function passedOver(tree: ArchiveTree): readonly string[] {
  return [...tree.files.values()].flatMap(({ name, content, spooled }) => {
    const [, algorithm, hex] = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(name) ?? [];
    return spooled === true && content === null && hex !== undefined ? [`${algorithm}:${hex}`] : [];
  });
}

/** Whether all that will be read of it lies in our own folder. */
function isSpooled(tree: ArchiveTree): boolean {
  return [...tree.files.values()].every(({ content, spooled }) => content === null || spooled === true);
}

function isUnchanged(marks: ReadonlyMap<string, string>): boolean {
  try {
    return [...marks].every(([path, mark]) => fileMark(path) === mark);
  } catch {
    return false;
  }
}
