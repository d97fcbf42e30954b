// Room app: deletes artifacts: every tag they have in the repository, their referrers and platforms, and the blobs that
// nothing else needs. It is another act than removing a tag. It can be taken back while the trash has the blobs.
import type { RemovalReport } from '../../preload/contract/model.ts';
import type { ArtifactName, LockInfo, RemovalPlan } from '../../preload/contract/upkeep-model.ts';
import { lockedError } from '../catalog/locks.ts';
import {
  type ArtifactRow,
  artifactRows,
  artifactsContaining,
  deleteLocks,
  departing,
  liveSubject,
  removalRecords,
} from '../catalog/removal.ts';
import { StowageError } from '../errors.ts';
import { familiarRepository, type Repository } from '../oci/reference.ts';
import type { Commit } from '../store/commit.ts';
import type { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';
import { type ResolvedArtifact, resolveArtifact } from './resolve.ts';

interface Removal {
  readonly targets: readonly ResolvedArtifact[];
  readonly rows: ReadonlyMap<number, ArtifactRow>;
  readonly breaks: RemovalPlan['breaks'];
  /** Parts that are taken out of what leads to them. */
  readonly dropped: ReadonlySet<string>;
  /** All documents that go. */
  readonly going: ReadonlySet<string>;
  readonly artifacts: readonly ArtifactName[];
  readonly locks: readonly LockInfo[];
}

/** What deleting would touch and free, were it forced. Nothing changes. @throws StowageError reference-* */
export function planRemoval(app: AppContext, input: { readonly references: readonly string[] }): RemovalPlan {
  const store = app.openStore('existing');
  const removal = removalOf(store, input.references);
  const doomed = store.rehearse(() => commitOf(store, removal));
  const referrers = [...removal.going].flatMap((digest) => {
    const subject = liveSubject(store.catalog, digest);
    return subject === null || removal.artifacts.some((artifact) => artifact.digest === digest) ? [] : [{ digest, subject }];
  });
  return {
    revision: store.revision,
    artifacts: removal.artifacts,
    referrers,
    breaks: removal.breaks,
    locks: removal.locks,
    blobCount: doomed.length,
    freedBytes: doomed.reduce((sum, blob) => sum + blob.sizeBytes, 0),
  };
}

/**
 * Deletes artifacts: `repository:tag` or `repository@digest` in that repository, a bare digest in all of them. What an index
 * contains is deleted with `force` only: taken out of every index, which is sparse from then on (I5), unless another
 * repository has it in its own right.
 * @throws StowageError reference-*, locked, index-needs-it, store-read-only
 */
export function removeArtifacts(
  app: AppContext,
  input: { readonly references: readonly string[]; readonly force?: boolean | undefined },
): RemovalReport {
  const store = app.openStore('existing');
  const done: { artifacts: readonly ArtifactName[] } = { artifacts: [] };
  const { swept, undoUntil } = store.commit(() => {
    const removal = removalOf(store, input.references);
    refuse(removal, input.force === true);
    done.artifacts = removal.artifacts;
    return commitOf(store, removal);
  });
  return {
    artifacts: done.artifacts,
    blobCount: swept.length,
    freedBytes: swept.reduce((sum, blob) => sum + blob.sizeBytes, 0),
    undoUntil,
  };
}

function removalOf(store: Store, references: readonly string[]): Removal {
  const { catalog } = store;
  const targets = references.map((text) => resolveArtifact(store, text));
  const rows = new Map(
    targets.flatMap(({ digest, repository }) => artifactRows(catalog, digest, repository)).map((row) => [row.id, row]),
  );
  const breaks: RemovalPlan['breaks'][number][] = [];
  const dropped = new Set<string>();
  const touched = new Map<string, Set<string>>();
  const touch = (repository: string, digest: string): unknown =>
    touched.set(repository, (touched.get(repository) ?? new Set()).add(digest));
  for (const { digest, repository, label } of targets) {
    const containing = artifactsContaining(catalog, digest);
    const indexes = containing.filter(({ id }) => !rows.has(id));
    const isContained = indexes.some((index) => repository === null || index.repository === repository);
    const isPart = isContained || (indexes.length === 0 && liveSubject(catalog, digest) !== null);
    const own = artifactRows(catalog, digest, null);
    const isKnown = isPart || own.some(({ id }) => rows.has(id)) || containing.length > indexes.length;
    if (!isKnown) throw new StowageError('reference-not-found', { reference: label });
    if (isContained)
      for (const index of indexes) breaks.push({ index: named(store, index), child: digest, platform: index.platform });
    if (!isPart || own.some(({ id }) => !rows.has(id))) continue;
    dropped.add(digest);
    for (const index of indexes) touch(index.repository, index.digest);
  }
  const going = departing(catalog, rows, dropped);
  for (const row of rows.values()) touch(row.repository, row.digest);
  for (const { repository } of targets) if (repository !== null) for (const digest of dropped) touch(repository, digest);
  for (const repository of touched.keys()) for (const digest of going) touch(repository, digest);
  // What goes along may belong to other repositories too, and be locked there.
  for (const { repository, digest } of removalRecords(catalog, rows, going)) touch(repository, digest);
  const parts = targets.filter(({ digest }) => dropped.has(digest) && ![...rows.values()].some((row) => row.digest === digest));
  const artifacts = [
    ...[...rows.values()].map((row) => named(store, row)),
    ...parts.map(({ repository, digest }) => ({ repository, digest, tags: [] })),
  ];
  return { targets, rows, breaks, dropped, going, artifacts, locks: deleteLocks(catalog, touched) };
}

function commitOf({ catalog }: Store, { rows, breaks, dropped, going }: Removal): Commit {
  const children = new Set(breaks.map(({ child }) => child));
  const absent = [...dropped].filter((digest) => children.has(digest)).map((digest) => ({ digest, reason: 'platform' }) as const);
  return {
    change: {
      operation: 'remove',
      remove: removalRecords(catalog, rows, going),
      ...(absent.length === 0 ? {} : { absent }),
    },
    sweep: [...rows.keys()],
    drop: [...dropped],
  };
}

function refuse({ targets, rows, locks, breaks, artifacts }: Removal, force: boolean): void {
  const [lock] = locks;
  if (lock !== undefined) {
    const digests = [...rows.values()].filter((row) => row.repository === lock.repository).map((row) => row.digest);
    const target = targets.find(({ digest }) => digests.includes(digest)) ?? targets[0];
    throw lockedError(lock, target?.label ?? '', 'delete');
  }
  // Forced or not, what another repository has in its own right is not taken out of the indexes of this one.
  const broken = force ? breaks.find(({ child }) => !artifacts.some(({ digest }) => digest === child)) : breaks[0];
  if (broken === undefined) return;
  const target = targets.find(({ digest }) => digest === broken.child);
  throw new StowageError('index-needs-it', { reference: target?.label ?? broken.child, index: familiarName(broken.index) });
}

function named({ catalog }: Store, { repository, digest }: ArtifactRow): ArtifactName {
  const tags = catalog
    .sql(
      'SELECT tag.name FROM tag JOIN repository ON repository.id = repository_id WHERE digest = ? AND repository.name = ? ORDER BY 1',
    )
    .pluck()
    .all(digest, repository) as string[];
  return { repository: repository === '' ? null : repository, digest, tags };
}

function familiarName({ repository, digest, tags: [tag] }: ArtifactName): string {
  if (repository === null) return digest;
  return `${familiarRepository(repository as Repository)}${tag === undefined ? `@${digest}` : `:${tag}`}`;
}
