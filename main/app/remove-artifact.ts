// Room app: deletes artifacts: every tag they have in the repository, their referrers and platforms, and the blobs that
// nothing else needs. It is another act than removing a tag. It can be taken back while the trash has the blobs.
import type { RemovalReport } from '../../preload/contract/model.ts';
import type { ArtifactName, LockInfo, RemovalPlan } from '../../preload/contract/upkeep-model.ts';
import type { MemberRecord } from '../catalog/change.ts';
import { lockedError } from '../catalog/locks.ts';
import { tagsOf } from '../catalog/lookup.ts';
import {
  type ArtifactRow,
  artifactRows,
  artifactsContaining,
  companionClaims,
  deleteLocks,
  departing,
  liveSubjects,
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
  /** What the names say of all that, as it stands. */
  readonly records: ReturnType<typeof removalRecords>;
  readonly artifacts: readonly ArtifactName[];
  readonly locks: readonly LockInfo[];
}

/** What deleting would touch and free, were it forced. Nothing changes. @throws StowageError reference-* */
export function planRemoval(app: AppContext, input: { readonly references: readonly string[] }): RemovalPlan {
  const store = app.openStore('existing');
  const removal = removalOf(store, input.references);
  const doomed = store.rehearse(() => commitOf(removal));
  const along = new Set([...removal.going, ...removal.records.map(({ digest }) => digest)]);
  const referrers = [...along].flatMap((digest) => {
    const [subject] = liveSubjects(store.catalog, digest);
    return subject === undefined || removal.artifacts.some((artifact) => artifact.digest === digest) ? [] : [{ digest, subject }];
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
    return commitOf(removal);
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
  const claims: MemberRecord[] = [];
  const touched = new Map<string, Set<string>>();
  const touch = (repository: string, digest: string): unknown =>
    touched.set(repository, (touched.get(repository) ?? new Set()).add(digest));
  for (const { digest, repository, label } of targets) {
    const containing = artifactsContaining(catalog, digest);
    const indexes = containing.filter(({ id }) => !rows.has(id));
    const isContained = indexes.some((index) => repository === null || index.repository === repository);
    const isPart = isContained || (indexes.length === 0 && liveSubjects(catalog, digest).length > 0);
    const own = artifactRows(catalog, digest, null);
    const isKnown = isPart || own.some(({ id }) => rows.has(id)) || containing.length > indexes.length;
    if (!isKnown) throw new StowageError('reference-not-found', { reference: label });
    if (isContained)
      for (const index of indexes) breaks.push({ index: named(store, index), child: digest, platform: index.platform });
    const given = isContained || repository === null ? [] : companionClaims(catalog, digest, repository);
    claims.push(...given);
    if (!isPart || given.length > 0 || own.some(({ id }) => !rows.has(id))) continue;
    dropped.add(digest);
    for (const index of indexes) touch(index.repository, index.digest);
  }
  const going = departing(catalog, rows, dropped);
  for (const row of rows.values()) touch(row.repository, row.digest);
  for (const { repository } of targets) if (repository !== null) for (const digest of dropped) touch(repository, digest);
  for (const repository of touched.keys()) for (const digest of going) touch(repository, digest);
  // What goes along may belong to other repositories too, and be locked there.
  const records = removalRecords(catalog, rows, going, claims);
  for (const { repository, digest } of records) touch(repository, digest);
  const isClaim = (target: ResolvedArtifact): boolean =>
    claims.some(({ repository, digest }) => repository === target.repository && digest === target.digest);
  const parts = targets.filter(
    (target) =>
      isClaim(target) || (dropped.has(target.digest) && ![...rows.values()].some(({ digest }) => digest === target.digest)),
  );
  const artifacts = [
    ...[...rows.values()].map((row) => named(store, row)),
    ...parts.map(({ repository, digest }) => named(store, { repository: repository ?? '', digest })),
  ];
  return { targets, rows, breaks, dropped, going, records, artifacts, locks: deleteLocks(catalog, touched) };
}

function commitOf({ rows, breaks, dropped, records }: Removal): Commit {
  const children = new Set(breaks.map(({ child }) => child));
  const absent = [...dropped].filter((digest) => children.has(digest)).map((digest) => ({ digest, reason: 'platform' }) as const);
  return {
    change: {
      operation: 'remove',
      remove: records,
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

function named({ catalog }: Store, { repository, digest }: MemberRecord): ArtifactName {
  return { repository: repository === '' ? null : repository, digest, tags: tagsOf(catalog, repository, digest) };
}

function familiarName({ repository, digest, tags: [tag] }: ArtifactName): string {
  if (repository === null) return digest;
  return `${familiarRepository(repository as Repository)}${tag === undefined ? `@${digest}` : `:${tag}`}`;
}
