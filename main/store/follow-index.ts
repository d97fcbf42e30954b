// Room store: takes over what index.json says after somebody else wrote it, as changes of the door `outside`: what that
// program did, and what of ours comes back that its stale copy lacked (I7). Nothing that was ours is ever less than untagged.
import type { Catalog } from '../catalog/catalog.ts';
import { applyChange, type Change, type MemberRecord } from '../catalog/change.ts';
import { emptyRest, fileMark, type IndexContent, type IndexRoot, readIndexFile } from './index-file.ts';
import { type Merge, mergeIndex } from './merge-index.ts';
import type { StorePaths } from './paths.ts';
import { applyTagRoots, dropRoots, putRoots, replaceRoots, rootsOf } from './roots.ts';

export interface Followed {
  readonly changes: readonly Change[];
  /** True when index.json must be written: it lacks what came back. */
  readonly indexStale: boolean;
}

/**
 * Reads index.json into the catalogue; collects the digests it touched. Called inside a critical section, with blobs and
 * ledger followed already. `mayBeStale` false: the ledger was cut short, so that what the file has more is no sign of anything.
 */
export function followIndex(catalog: Catalog, paths: StorePaths, touched: Set<string>, mayBeStale: boolean): Followed {
  const read = fileMark(paths.index) === 'none' ? null : readIndexFile(paths.index, paths.root);
  const merge = mergeIndex(catalog, paths, read, mayBeStale);
  const content: IndexContent = read ?? { roots: [], rest: emptyRest, isAmended: true };
  const lostNames = merge.lost
    .filter(({ to }) => to !== null)
    .flatMap(({ repository, tag }) => rootsOf(catalog, `${repository}:${tag}`));
  const untagged = droppedUntagged(catalog, content);
  for (const digest of replaceRoots(catalog, content)) touched.add(digest);
  const changes = outsideChanges(merge, untagged);
  for (const change of changes) for (const digest of applyChange(catalog, change)) touched.add(digest);
  const kept = new Set(lostNames.map(({ name }) => name));
  const rootless = merge.lost.filter(({ repository, tag }) => !kept.has(`${repository}:${tag}`));
  applyTagRoots(catalog, rootless, () => undefined);
  putRoots(catalog, [...lostNames, ...untagged.roots]);
  const undone = [...merge.revived, ...merge.lost.flatMap(({ from }) => from ?? [])];
  for (const digest of undone) {
    dropRoots(catalog, digest);
    touched.add(digest);
  }
  return { changes, indexStale: content.isAmended || merge.lost.length + undone.length + untagged.roots.length > 0 };
}

function outsideChanges({ tags, add, lost }: Merge, untagged: Untagged): Change[] {
  const base = { at: new Date().toISOString(), door: 'outside' };
  const named = lost.flatMap(({ repository, to }): MemberRecord[] => (to === null ? [] : [{ repository, digest: to }]));
  const restored = [...named, ...untagged.members];
  return [
    ...(tags.length + add.length === 0 ? [] : [{ ...base, operation: 'index', tags, add }]),
    ...(lost.length + restored.length === 0
      ? []
      : [{ ...base, operation: 'restore', source: 'restored after another program changed the index', tags: lost, restored }]),
  ];
}

interface Untagged {
  readonly members: readonly MemberRecord[];
  readonly roots: readonly IndexRoot[];
}

/** Untagged artifacts whose roots the file lacks altogether. */
function droppedUntagged(catalog: Catalog, { roots }: IndexContent): Untagged {
  const there = new Set(roots.map(({ digest }) => digest));
  const lacking = (
    catalog
      .sql(
        'SELECT digest, name, descriptor FROM root WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = root.digest) ORDER BY id',
      )
      .all() as IndexRoot[]
  ).filter(({ digest }) => digest !== '' && !there.has(digest));
  const members = catalog.sql(
    'SELECT repository.name AS repository, digest FROM member JOIN repository ON repository.id = repository_id WHERE digest = ? ORDER BY 1',
  );
  const found = [...new Set(lacking.map(({ digest }) => digest))].flatMap((digest) => members.all(digest) as MemberRecord[]);
  const held = new Set(found.map(({ digest }) => digest));
  return { members: found, roots: lacking.filter(({ digest }) => held.has(digest)) };
}
