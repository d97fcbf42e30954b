// Room app: copies artifacts into another store, blob by blob: what is there already is not read, what comes is hashed as it
// arrives, and one commit names it all. Manifests, tags, referrers and recorded absences come out as they are here.
import { resolve } from 'node:path';
import type { StoreCopyReport } from '../../preload/contract/upkeep-model.ts';
import type { MemberRecord, TagChangeRecord } from '../catalog/change.ts';
import { joinLock, refuseLocked, writeLock } from '../catalog/locks.ts';
import { artifactId, digestOfTag, isMember, tagsOf } from '../catalog/lookup.ts';
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { familiarRepository, parseReference, type Repository } from '../oci/reference.ts';
import { assertApart } from '../store/apart.ts';
import type { Commit, StagedBlob } from '../store/commit.ts';
import { descriptorOf } from '../store/roots.ts';
import { stageBlobs } from '../store/stage-blobs.ts';
import type { Store } from '../store/store.ts';
import type { AppContext, JobContext } from './context.ts';
import { assertWhole, companionsWith, everyPart, type Needed, needs, type Selection } from './needed.ts';
import { OtherStore } from './other-store.ts';
import { refuseRead, resolveReadable } from './resolve.ts';

/** An artifact of a repository (empty: of none), with the tags that come along. */
interface Chosen {
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly label: string;
}

/**
 * Copies artifacts to the store at `folder`, which is made where the folder is missing or empty. A tag that is asked for comes
 * alone, an artifact that is asked for by digest with all its tags; no references at all are everything there is. A tag the
 * other store has moves, and what it leaves stays there, untagged.
 * @throws StowageError reference-*, locked, artifact-damaged, artifact-incomplete (of what is asked for by name),
 * store-inside-store, store-not-a-layout, store-read-only, store-cannot-lock, blob-damaged, no-space, cancelled: the other
 * store is as it was
 */
export async function copyToStore(
  app: AppContext,
  job: JobContext,
  folder: string,
  references: readonly string[],
): Promise<StoreCopyReport> {
  const store = app.openStore('existing');
  const path = resolve(folder);
  assertApart(store.paths.root, path);
  const target = new OtherStore(app, path, store.door);
  try {
    return await copyInto(app, job, target.app, references);
  } finally {
    target.close();
  }
}

interface CopyOptions extends Selection {
  /** Nothing is written; a store that is not there counts as empty. */
  readonly dryRun: boolean;
}

/** As `copyToStore`, into a store that stays open. */
export async function copyInto(
  app: AppContext,
  job: JobContext,
  to: AppContext,
  references: readonly string[],
  { dryRun, ...selection }: CopyOptions = { ...everyPart, dryRun: false },
): Promise<StoreCopyReport> {
  const store = app.openStore('existing');
  const lease = store.readOnly ? null : store.startWork('copy');
  try {
    const chosen = references.length === 0 ? everything(store) : asked(store, references);
    const along = references.length === 0 ? [] : chosen.flatMap((item) => companionsOf(store, item, selection));
    const all = [...chosen, ...along].flatMap(({ digest }) => needs(store, digest, selection));
    // What one of them leaves out another may bring.
    const needed = [...new Map(all.toSorted((a, b) => a.present - b.present).map((blob) => [blob.digest, blob])).values()];
    lease?.hold(needed.map(({ digest }) => digest));
    if (references.length > 0) for (const item of chosen) assertWhole(store, item);
    const target = to.openStore(dryRun ? 'peek' : 'create');
    try {
      const newBytes = dryRun
        ? lackingBytes(lackingIn(target, needed))
        : await bringOver(app, job, store, target, [...chosen, ...along], needed);
      const bytes = needed.reduce((sum, blob) => sum + (blob.present === 1 ? blob.sizeBytes : 0), 0);
      return {
        to: target.paths.root,
        references: chosen.flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`)),
        artifacts: chosen
          .filter((item) => references.length > 0 || artifactId(store.catalog, item.repository, item.digest) !== null)
          .map(({ repository, digest, tags }) => ({ repository: repository === '' ? null : repository, digest, tags })),
        newBytes,
        heldBytes: bytes - newBytes,
      };
    } finally {
      target.discardIfNew();
    }
  } finally {
    lease?.release();
  }
}

/** Every artifact, referrer and part that has a claim of its own. */
function everything(store: Store): readonly Chosen[] {
  const rows = store.catalog
    .sql(
      'SELECT repository.name AS repository, digest FROM member JOIN repository ON repository.id = repository_id ORDER BY 1, 2',
    )
    .all() as { repository: string; digest: string }[];
  return rows.flatMap(({ repository, digest }) => {
    if (!isDigest(digest)) return [];
    const item = { repository, digest, tags: tagsOf(store.catalog, repository, digest), label: digest };
    refuseRead(store, { ...item, repository, tagged: null });
    return [item];
  });
}

function asked(store: Store, references: readonly string[]): readonly Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const text of references) {
    const { repository, digest, tagged, label } = resolveReadable(store, text);
    const tag = tagged === null ? undefined : parseReference(tagged).tag;
    const homes = repository === null ? homesOf(store, digest) : [repository];
    for (const home of homes.length === 0 ? [''] : homes) {
      const key = `${home}@${digest}`;
      const tags = tag === undefined ? tagsOf(store.catalog, home, digest) : [tag];
      chosen.set(key, { repository: home, digest, label, tags: [...new Set([...(chosen.get(key)?.tags ?? []), ...tags])] });
    }
  }
  return [...chosen.values()];
}

/** What stands beside an artifact under tags of its own in the same repository. Of everything, each is chosen by itself. */
function companionsOf(store: Store, item: Chosen, selection: Selection): readonly Chosen[] {
  return companionsWith(store, item, selection).map(({ tag, digest }) => ({ ...item, digest, tags: [tag] }));
}

function homesOf(store: Store, digest: Digest): readonly string[] {
  return store.catalog
    .sql('SELECT name FROM member JOIN repository ON repository.id = repository_id WHERE digest = ? ORDER BY 1')
    .pluck()
    .all(digest) as string[];
}

function lackingIn(target: Store, needed: readonly Needed[]): readonly Needed[] {
  return needed.filter((blob) => blob.present === 1 && target.heldBytes(blob.digest) === null);
}

function lackingBytes(lacking: readonly Needed[]): number {
  return lacking.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Copies what the target lacks and commits. Returns the bytes that were written. */
async function bringOver(
  app: AppContext,
  job: JobContext,
  store: Store,
  target: Store,
  chosen: readonly Chosen[],
  needed: readonly Needed[],
): Promise<number> {
  const work = target.startWork('copy');
  try {
    // Lease first, look second: what is found held after this stays (I8).
    work.hold(needed.map(({ digest }) => digest));
    const lacking = lackingIn(target, needed);
    const totalBytes = lackingBytes(lacking);
    const freeBytes = target.makeRoom(totalBytes);
    if (totalBytes > freeBytes)
      throw new StowageError('no-space', { path: target.paths.root, neededBytes: totalBytes, freeBytes });
    let doneBytes = 0;
    const onBytes = (bytes: number): void => {
      doneBytes += bytes;
      job.report({ phase: 'copying', item: target.paths.root, doneBytes, totalBytes, newBytes: doneBytes });
    };
    onBytes(0);
    const staged = await stageBlobs(
      { pool: app.pool(), newPath: () => work.newPath(), folder: work.folder, options: { signal: job.signal, onBytes } },
      lacking.map(({ digest, sizeBytes }) => ({ digest, sizeBytes, path: store.blobPath(digest) })),
    );
    job.signal.throwIfAborted();
    job.report({ phase: 'committing' });
    target.commit(() => commitOf(store, target, chosen, needed, staged), work);
    return totalBytes;
  } finally {
    work.release();
  }
}

/** One commit of it all, on the target as it is now; null where it has everything. @throws StowageError locked */
function commitOf(
  store: Store,
  target: Store,
  chosen: readonly Chosen[],
  needed: readonly Needed[],
  publish: readonly StagedBlob[],
): Commit | null {
  const tags = chosen.flatMap((item) => tagChanges(target, item));
  const add = newMembers(target, chosen, needed);
  if (tags.length === 0 && add.length === 0 && publish.length === 0) return null;
  const named = new Set([...tags.map(({ to }) => to), ...add.map(({ digest }) => digest)]);
  const absent = needed.flatMap(({ digest, present, absence }) =>
    present === 0 && absence !== null && target.heldBytes(digest) === null ? [{ digest, reason: absence }] : [],
  );
  return {
    change: { operation: 'copy', source: store.paths.root, tags, add, absent },
    publish,
    descriptors: [...named].flatMap((digest) => (digest === null ? undefined : descriptorOf(store.catalog, digest)) ?? []),
  };
}

function tagChanges({ catalog }: Store, { repository, digest, tags }: Chosen): readonly TagChangeRecord[] {
  return tags.flatMap((tag) => {
    const change = { repository, tag, from: digestOfTag(catalog, repository, tag), to: digest };
    if (change.from === digest) return [];
    refuseLocked(writeLock(catalog, change), `${familiarRepository(repository as Repository)}:${tag}`, 'write');
    return [change];
  });
}

/** What comes without a tag: untagged artifacts, and referrers, which nothing else would name. */
function newMembers({ catalog }: Store, chosen: readonly Chosen[], needed: readonly Needed[]): readonly MemberRecord[] {
  const isKnown = catalog.sql('SELECT 1 FROM member WHERE digest = ? LIMIT 1');
  const isNew = ({ repository, digest }: MemberRecord): boolean =>
    repository === '' ? isKnown.get(digest) === undefined : !isMember(catalog, repository, digest);
  const untagged = chosen.filter((item) => item.tags.length === 0 && isNew(item));
  for (const { repository, digest } of untagged) {
    const label = repository === '' ? digest : `${familiarRepository(repository as Repository)}@${digest}`;
    refuseLocked(joinLock(catalog, repository, digest), label, 'write');
  }
  const listed = new Set(chosen.map(({ digest }) => digest));
  const referrers = needed
    .filter(({ digest, isReferrer, present }) => isReferrer === 1 && present === 1 && !listed.has(digest))
    .map(({ digest }) => ({ repository: '', digest }));
  return [...untagged.map(({ repository, digest }) => ({ repository, digest })), ...referrers.filter(isNew)];
}
