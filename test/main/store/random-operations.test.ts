// Room test/main/store: any operations in any order, each perhaps killed at any change of a file, against a model of the names: what
// finished holds, what was killed has happened or has not, and the store is sound in between (I1 to I8, catalogue = rebuild).
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStowage } from '../../support/child.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { writeImages } from '../../support/small-archive.ts';
import { namesIn, temporaryFolder, withStore } from '../opened-store.ts';

type Names = ReadonlyMap<string, string>;

interface Operation {
  readonly kind: 'import' | 'tag' | 'untag' | 'rm' | 'undo' | 'cleanup' | 'verify' | 'rebuild';
  /** Which image or name it is about, and which other name. */
  readonly at: number;
  readonly other: number;
  /** The change of a file at which it is killed; it gets through where it makes fewer. */
  readonly crashAt: number;
}

const crashAt = new URL('../../support/crash-at.ts', import.meta.url);
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const app = 'docker.io/library/app';
const archives: { readonly path: string; readonly digest: string }[] = [];
let serial = 0;

beforeAll(async () => {
  for (const [at, layers] of [
    ['a', 'b'],
    ['a', 'c'],
    ['c', 'd'],
  ].entries()) {
    const path = await writeImages(folder, `${at}.tar`, { [`${app}:made`]: layers });
    const names = await withStore(join(folder, `made-${at}`), async (store) => {
      await store.importPath(path);
      return namesIn(store.path);
    });
    archives.push({ path, digest: names.get(`${app}:made`) ?? '' });
  }
});

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom('import', 'import', 'tag', 'untag', 'rm', 'undo', 'cleanup', 'verify', 'rebuild'),
  at: fc.nat(5),
  other: fc.nat(5),
  crashAt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 45 })),
});

/** A command, and the names after it; null where there is nothing it could be about. */
function step({ kind, at, other }: Operation, names: Names, before: Names | null): readonly [readonly string[], Names] | null {
  const known = [...names.keys()];
  const name = known[at % known.length];
  const target = `${app}:t${other}`;
  if (kind === 'import') {
    const archive = archives[at % archives.length];
    return archive === undefined
      ? null
      : [['import', archive.path, '--name', target], new Map([...names, [target, archive.digest]])];
  }
  if (kind === 'cleanup') return [['cleanup', '--older-than', '0s', '--untagged'], names];
  if (kind === 'verify' || kind === 'rebuild') return [[kind], names];
  if (kind === 'undo') return before === null ? null : [['undo'], before];
  if (name === undefined) return null;
  const digest = names.get(name) ?? '';
  if (kind === 'tag') return [['tag', name, target], new Map([...names, [target, digest]])];
  const gone = (each: string): boolean => (kind === 'rm' ? names.get(each) === digest : each === name);
  return [[kind, name], new Map([...names].filter(([each]) => !gone(each)))];
}

const sorted = (names: Names): readonly (readonly [string, string])[] =>
  [...names].toSorted(([left], [right]) => (left < right ? -1 : 1));

async function expectHolds(operations: readonly Operation[]): Promise<void> {
  const store = join(folder, `store-${++serial}`);
  const isThere = (): boolean => existsSync(join(store, 'index.json'));
  let names: Names = new Map();
  // What the names were before a removal that finished and is the last change.
  let before: Names | null = null;
  for (const each of operations) {
    const next = step(each, names, before);
    if (next === null || (each.kind !== 'import' && !isThere())) continue;
    const [args, after] = next;
    const { exitCode, stderr } = await startStowage(store, args, { url: crashAt, step: each.crashAt }).ended;
    if (exitCode !== null) expect([args, exitCode, stderr.includes('error')]).toEqual([args, 0, false]);
    const seen = isThere()
      ? await withStore(store, async (opened) => {
          await expectInvariants(opened);
          return namesIn(store);
        })
      : new Map<string, string>();
    const possible = exitCode === null ? [sorted(names), sorted(after)] : [sorted(after)];
    expect(possible, `${args.join(' ')} ${exitCode === null ? `killed at step ${each.crashAt}` : 'finished'}`).toContainEqual(
      sorted(seen),
    );
    const isRemoval = each.kind === 'rm' || each.kind === 'untag';
    if (exitCode === 0 && isRemoval) before = names;
    else if (each.kind !== 'verify' && each.kind !== 'rebuild') before = null;
    names = seen;
  }
  rmSync(store, { recursive: true, force: true });
}

it('any operations, killed anywhere, leave a sound store that holds what finished', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 9 }), async (operations) => await expectHolds(operations)),
    { numRuns: Number(process.env['STOWAGE_TEST_RUNS'] ?? 8) },
  );
});
