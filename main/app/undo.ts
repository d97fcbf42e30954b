// Room app: takes back the last deletion or change of tags that was not taken back yet: names with all they remembered, roots of
// index.json word for word, locks, and blobs from the trash. All of it comes back or nothing does.
import { existsSync } from 'node:fs';
import type { ArtifactName, UndoOffer, UndoReport } from '../../preload/contract/upkeep-model.ts';
import type { Change, LockRecord, MemberRecord, MemberState, TagChangeRecord } from '../catalog/change.ts';
import { joinLock, lockOf, refuseLocked, untagLock, writeLock } from '../catalog/locks.ts';
import { digestOfTag, isMember } from '../catalog/lookup.ts';
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { familiarReference, parseReference } from '../oci/reference.ts';
import type { Commit, StagedBlob } from '../store/commit.ts';
import { partsInFile } from '../store/document-parts.ts';
import { readHistory } from '../store/history.ts';
import { parseRoot } from '../store/index-file.ts';
import type { Store } from '../store/store.ts';
import { restoreFromTrash } from '../store/trash.ts';
import type { AppContext } from './context.ts';
import { artifactName } from './read-log.ts';

const undoable: ReadonlySet<string> = new Set(['remove', 'cleanup', 'untag', 'tag']);

interface Undoing {
  readonly offer: UndoOffer;
  readonly commit: Commit;
}

/** What `undo` would take back, or null where it would do nothing: nothing to take back, or it cannot be done now. */
export function showUndo(app: AppContext): UndoOffer | null {
  const store = app.openStore('existing');
  if (store.readOnly) return null;
  try {
    return planUndo(store)?.offer ?? null;
  } catch (error) {
    if (error instanceof StowageError) return null;
    throw error;
  }
}

/**
 * @throws StowageError nothing-to-undo; undo-gone where a blob of it is no longer on the disk; undo-conflict where one of its
 * tags stands for something else now; locked where a lock forbids to write there now; store-read-only. Nothing changes then
 */
export function undo(app: AppContext): UndoReport {
  const store = app.openStore('existing');
  const done: { undoing: Undoing | null } = { undoing: null };
  store.commitFromTrash(() => {
    done.undoing = planUndo(store);
    if (done.undoing === null) throw new StowageError('nothing-to-undo', { store: store.paths.root });
    return done.undoing.commit;
  });
  if (done.undoing === null) throw new StowageError('nothing-to-undo', { store: store.paths.root });
  const { offer, commit } = done.undoing;
  const blobs = commit.publish ?? [];
  return { ...offer, restoredBlobs: blobs.length, restoredBytes: blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0) };
}

/** The newest change that can be taken back and of which something is left to take back. */
function planUndo(store: Store): Undoing | null {
  const undone = new Set<number>();
  const goneSince = new Set<string>();
  let undoing: Undoing | null = null;
  readHistory(store, (change, revision) => {
    if (change.undoes !== undefined) undone.add(change.undoes);
    else if (change.door !== 'outside' && undoable.has(change.operation) && !undone.has(revision))
      undoing = inverse(store, change, revision, goneSince);
    for (const digest of change.gone ?? []) goneSince.add(digest);
    return undoing === null;
  });
  return undoing;
}

function inverse(store: Store, change: Change, revision: number, goneSince: ReadonlySet<string>): Undoing | null {
  const { catalog } = store;
  const removed = (change.remove ?? []).filter((member) => 'tags' in member);
  // What has come in again since is left as it is; only tags it lacks come back.
  const restore = removed.filter(({ repository, digest }) => !isMember(catalog, repository, digest));
  const back = removed.flatMap(({ repository, digest, tags }) =>
    tags.map(({ tag, updatedAt }): TagChangeRecord => ({ repository, tag, from: null, to: digest, toAt: updatedAt })),
  );
  const covered = new Set(back.map(({ repository, tag }) => `${repository}:${tag}`));
  const turned = (change.tags ?? [])
    .filter(({ repository, tag }) => !covered.has(`${repository}:${tag}`))
    .map(({ repository, tag, from, to, fromAt }): TagChangeRecord => {
      return { repository, tag, from: to, to: from, ...(fromAt === undefined ? {} : { toAt: fromAt }) };
    });
  const wanted = [...back, ...turned].flatMap((tag) => openTag(store, tag));
  const tags = wanted.filter(
    ({ repository, to }) => !restore.some((member) => member.repository === repository && member.digest === to),
  );
  // Without a member's state: a part that was taken out of an index, by its blobs alone.
  const isBack = restore.length === 0 && removed.length === (change.remove ?? []).length;
  const publish = isBack ? [] : restoreFromTrash(store.paths, (change.gone ?? []).filter(isDigest));
  if (restore.length + tags.length + publish.length === 0) return null;
  refuseGaps(store, restore, publish, goneSince);
  for (const tag of tags) refuseTag(store, tag);
  for (const member of restore) refuseLocked(joinLock(catalog, member.repository, member.digest), nameOf(member), 'write');
  return {
    offer: {
      revision,
      at: change.at,
      operation: change.operation,
      tags: [...back, ...turned].map(({ repository, tag }) => `${repository}:${tag}`),
      artifacts: artifactNames(change.remove ?? []),
    },
    commit: {
      change: {
        operation: 'undo',
        undoes: revision,
        tags,
        remove: arrivals(store, change, tags),
        restore,
        locks: locksBack(store, change),
      },
      publish,
      unhashed: new Set(change.taken?.unhashed),
      roots: (change.taken?.roots ?? [])
        .map(parseRoot)
        .filter(({ digest }) => !removed.some((member) => member.digest === digest && !restore.includes(member))),
    },
  };
}

/**
 * What the deletion had left lying (running work held it, or a manifest could not be read) may have been cleaned up since.
 * @throws StowageError undo-gone
 */
function refuseGaps(
  store: Store,
  restore: readonly MemberState[],
  publish: readonly StagedBlob[],
  goneSince: ReadonlySet<string>,
): void {
  const coming = new Map(publish.map(({ digest, path }) => [digest, path]));
  const needed = new Map(restore.flatMap(({ digest }) => (isDigest(digest) ? [[digest, true] as [Digest, boolean]] : [])));
  // A map gives what is added to it while it is walked.
  for (const [digest, isDocument] of needed) {
    const path = coming.get(digest) ?? store.blobPath(digest);
    if (!existsSync(path)) {
      if (goneSince.has(digest)) throw new StowageError('undo-gone', { digest });
    } else if (isDocument) {
      for (const part of partsInFile(path)) if (!needed.has(part.digest)) needed.set(part.digest, part.isDocument);
    }
  }
}

/** The tag as it has to change now, or nothing where it is back. `from` says what it must stand for, if anything. */
function openTag({ catalog }: Store, change: TagChangeRecord): TagChangeRecord[] {
  const { repository, tag, from, to } = change;
  const current = digestOfTag(catalog, repository, tag);
  if (current === to) return [];
  if (current !== null && current !== from)
    throw new StowageError('undo-conflict', { reference: familiar(`${repository}:${tag}`), current });
  return [{ ...change, from: current }];
}

/** @throws StowageError locked, or undo-gone where the artifact is no longer in the repository */
function refuseTag({ catalog }: Store, change: TagChangeRecord): void {
  const { repository, tag, to } = change;
  const reference = familiar(`${repository}:${tag}`);
  if (to === null) return refuseLocked(untagLock(catalog, repository, tag), reference, 'delete');
  if (!isMember(catalog, repository, to)) throw new StowageError('undo-gone', { digest: to });
  refuseLocked(writeLock(catalog, change), reference, 'write');
}

/** Artifacts that came into a repository by the tag that goes again, and that another repository has. */
function arrivals({ catalog }: Store, { at }: Change, tags: readonly TagChangeRecord[]): readonly MemberRecord[] {
  const isArrival = catalog.sql(
    `SELECT 1 FROM member JOIN repository ON repository.id = repository_id
     WHERE name = @repository AND digest = @digest AND added_at = @at
     AND (SELECT count(*) FROM tag WHERE tag.repository_id = member.repository_id AND tag.digest = member.digest) = 1
     AND EXISTS (SELECT 1 FROM member AS other WHERE other.digest = member.digest AND other.repository_id <> member.repository_id)`,
  );
  return tags.flatMap(({ repository, from, to }) => {
    const came = to === null && from !== null && isArrival.get({ repository, digest: from, at }) !== undefined;
    return came ? [{ repository, digest: from }] : [];
  });
}

/** Locks that went along, where none was set in their place since. */
function locksBack({ catalog }: Store, { taken }: Change): readonly LockRecord[] {
  return (taken?.locks ?? []).filter((lock) => lockOf(catalog, lock) === null);
}

/** Parts that nobody put into a repository go without saying, beside artifacts. */
function artifactNames(removed: readonly (MemberRecord | MemberState)[]): readonly ArtifactName[] {
  const own = removed.filter(({ repository }) => repository !== '');
  return (own.length > 0 ? own : removed).map(artifactName);
}

function nameOf({ repository, digest, tags: [first] }: MemberState): string {
  if (repository === '') return digest;
  return familiar(first === undefined ? `${repository}@${digest}` : `${repository}:${first.tag}`);
}

function familiar(reference: string): string {
  return familiarReference(parseReference(reference));
}
