// Room test/torture: many real processes change one store at once, are killed at random moments, and other tools write the
// same layout all the while; then nothing that finished may be lost. It holds what it expects against files and host only.
import { EventEmitter, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '../../main/host/client.ts';
import { withStore } from '../main/opened-store.ts';
import { expectInvariants } from '../support/invariants.ts';
import { ours, writeForeign, writeOurs } from './archives.ts';
import { ExpectedNames } from './expected-names.ts';
import { writeAlongside } from './other-tools.ts';
import { UndoableChanges } from './undoable-changes.ts';
import { type Counts, oneAct } from './worker.ts';

export interface Torture {
  readonly counts: Counts;
  /** Runs workers until `goOn` says no, lets all end, and looks the store through. @throws Error at the first thing amiss */
  readonly round: (goOn: (counts: Counts) => boolean) => Promise<void>;
}

const workers = 8;
const images = 10;
/** Commands of ours that end between two writes of other tools: those are quick, and would have the machine to themselves. */
const commandsAWrite = 2;

/** Makes the archives in `folder`, and a torture of the store `folder/store`. Equal seeds choose equal commands and moments. */
export async function makeTorture(folder: string, seed: number): Promise<Torture> {
  mkdirSync(folder, { recursive: true });
  const store = join(folder, 'store');
  const archives = await Promise.all(Array.from({ length: images }, async (_, at) => await writeOurs(folder, at)));
  const foreign = await Promise.all([0, 1, 2, 3].map(async (at) => await writeForeign(folder, at)));
  const counts: Counts = { finished: 0, killed: 0, refused: new Map(), foreign: 0, foreignKept: 0 };
  const expected = Array.from({ length: workers }, () => new ExpectedNames());
  const randoms = Array.from({ length: workers }, (_, at) => randomOf(seed * 1000 + at));
  const foreignNames = new Set<string>();
  const undoable = new UndoableChanges();
  const commands = new EventEmitter();
  const ended = (): void => void commands.emit('ended');
  return {
    counts,
    round: async (goOn) => {
      const ending = new AbortController();
      const { signal } = ending;
      const work = async (at: number): Promise<void> => {
        const [names, random] = [expected[at], randoms[at]];
        if (names === undefined || random === undefined) return;
        while (!signal.aborted && goOn(counts))
          await oneAct({ store, folder, at, archives, names, random, counts, undoable, ended });
      };
      // The first failure ends all workers: what comes after it proves nothing.
      const stop = (error: unknown): never => {
        ending.abort();
        throw error;
      };
      const pace = async (): Promise<void> => {
        for (let count = 0; count < commandsAWrite && !signal.aborted; count++)
          await once(commands, 'ended', { signal }).catch(() => null);
      };
      const others = writeAlongside(store, foreign, signal, pace, (name) => {
        counts.foreign++;
        if (name !== null) foreignNames.add(name);
      });
      const outcomes = await Promise.allSettled(expected.map(async (_, at) => await work(at).catch(stop)));
      ending.abort();
      await others;
      for (const each of outcomes) if (each.status === 'rejected') throw each.reason;
      const names = await expectNothingLost(store, expected);
      counts.foreignKept = [...foreignNames].filter((name) => names.has(name)).length;
    },
  };
}

/** Every finished change holds, all it needs is there, and the store is sound, once it was opened again. Gives all its names. */
async function expectNothingLost(store: string, expected: readonly ExpectedNames[]): Promise<ReadonlyMap<string, string>> {
  return await withStore(store, async (opened) => {
    const { items } = await call(opened.host, 'artifact.list', {});
    const tagged = new Map<string, string>(
      items.flatMap(({ repository, digest, tags }) => tags.map((tag) => [`${repository}:${tag}`, digest] as const)),
    );
    const amiss = expected.flatMap((names) =>
      [...names.entries()]
        .filter(([name, possible]) => !possible.has(tagged.get(name) ?? null))
        .map(([name, possible]) => `${name} is ${tagged.get(name) ?? 'gone'}, not ${[...possible].join(' or ')}`),
    );
    for (const { repository, digest, absentCount } of items)
      if (absentCount > 0 && repository?.startsWith(ours) === true)
        amiss.push(`${repository}@${digest} lacks ${absentCount} blobs`);
    for (const lock of await call(opened.host, 'lock.list', {})) amiss.push(`${lock.reference} is locked`);
    if (amiss.length > 0) throw new Error(amiss.join('\n'));
    await expectInvariants(opened);
    return tagged;
  });
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
