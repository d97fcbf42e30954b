// Room app: pull. Brings artifacts of remote registries in: documents first, then the blobs the store does not hold, then one
// commit a reference. A reference that fails ends the job; those before it are in.
import type { PulledArtifact, PullReport } from '../../preload/contract/registry-model.ts';
import { parsePlatforms } from '../archive/plan.ts';
import type { MemberRecord, TagChangeRecord } from '../catalog/change.ts';
import { joinLock, refuseLocked, writeLock } from '../catalog/locks.ts';
import { digestOfTag, isMember } from '../catalog/lookup.ts';
import { StowageError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import { type Platform, parsePlatform } from '../oci/platform.ts';
import {
  familiarReference,
  formatReference,
  parseReference,
  type Reference,
  tagReference,
  withDefaultTag,
} from '../oci/reference.ts';
import type { FetchedDocument } from '../registry/client/documents.ts';
import { downloadBlobs } from '../registry/client/download.ts';
import { type PullTree, walkRemote } from '../registry/client/pull-tree.ts';
import type { Remote } from '../registry/client/remote.ts';
import type { Commit, StagedBlob } from '../store/commit.ts';
import type { Store } from '../store/store.ts';
import { StagingFile } from '../store/transfer/staging-file.ts';
import type { Work } from '../store/work.ts';
import type { AppContext, JobContext } from './context.ts';
import { type RemoteInput, RemoteLines } from './remote-lines.ts';

export interface PullInput extends RemoteInput {
  readonly references: readonly string[];
  readonly platforms?: readonly string[] | undefined;
  readonly allPlatforms?: boolean | undefined;
  readonly referrers?: boolean | undefined;
  /** Blobs that are not fetched although the store lacks them: where it goes next they are there. */
  readonly without?: ReadonlySet<Digest> | undefined;
}

/** One reference on its way in. */
interface Pulling {
  readonly store: Store;
  readonly job: JobContext;
  readonly remote: Remote;
  readonly reference: Reference;
  readonly tree: PullTree;
  readonly newBlobs: readonly { readonly digest: Digest; readonly size: number }[];
}

type Pulled = Omit<PullReport, 'dryRun' | 'artifacts'> & { readonly artifact: PulledArtifact };

/**
 * Pulls artifacts; a reference without tag and digest is `latest`, one with both gets the tag and must have the digest.
 * @throws StowageError reference-invalid, platform-invalid, platform-not-found, locked, remote-*, credentials-unusable,
 * digest-mismatch, size-mismatch, document-invalid, no-space, store-read-only, cancelled
 */
export async function pullArtifacts(
  app: AppContext,
  job: JobContext,
  input: PullInput,
  caPath: string | null,
): Promise<PullReport> {
  const lines = new RemoteLines(app, input, caPath, job.signal);
  try {
    return await pullOver(lines, app, job, input);
  } finally {
    lines.close();
  }
}

/** As `pullArtifacts`, over lines that stay open. */
export async function pullOver(lines: RemoteLines, app: AppContext, job: JobContext, input: PullInput): Promise<PullReport> {
  const { dryRun = false, references } = input;
  const wanted = references.map((text) => withDefaultTag(parseReference(text)));
  const platforms = platformsOf(input);
  const store = app.openStore(dryRun ? 'peek' : 'create');
  try {
    const pulled: Pulled[] = [];
    // A dry run brings nothing in: what an earlier reference would bring is not fetched again for a later one.
    const coming = new Set<Digest>();
    for (const reference of wanted) {
      job.report({ phase: 'planning', item: familiarReference(reference), doneBytes: 0, totalBytes: null });
      pulled.push(await pull(store, job, lines.to(reference.registry), reference, platforms, input, coming));
    }
    const sum = (of: (one: Pulled) => number): number => pulled.reduce((total, one) => total + of(one), 0);
    return {
      dryRun,
      artifacts: pulled.map(({ artifact }) => artifact),
      referrerCount: sum((one) => one.referrerCount),
      newBytes: sum((one) => one.newBytes),
      heldBytes: sum((one) => one.heldBytes),
      movedTags: pulled.flatMap(({ movedTags }) => movedTags),
      leftOut: pulled.flatMap(({ leftOut }) => leftOut),
    };
  } finally {
    store.discardIfNew();
  }
}

/** What is wanted of an index: all of it (null), what was said, or what a container on this machine would need. */
function platformsOf({ platforms = [], allPlatforms = false }: PullInput): readonly Platform[] | null {
  const said = parsePlatforms(platforms);
  if (allPlatforms) return null;
  if (said.length > 0) return said;
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le', mipsel: 'mipsle' };
  const own = parsePlatform(`linux/${names[process.arch] ?? process.arch}`);
  return own === undefined ? null : [own];
}

async function pull(
  store: Store,
  job: JobContext,
  remote: Remote,
  reference: Reference,
  platforms: readonly Platform[] | null,
  { dryRun = false, referrers = true, without = new Set() }: PullInput,
  coming: Set<Digest>,
): Promise<Pulled> {
  const asked = reference.digest ?? reference.tag ?? '';
  // Before a byte is asked for: what a lock forbids whatever comes.
  for (const change of tagChange(store, reference, null)) refuseTag(store, reference, change);
  const tree = leaveOut(await walkRemote(remote, store, reference.path, asked, { platforms, referrers }), without);
  const all = new Map(
    [...tree.documents.map(({ digest, bytes }) => ({ digest, size: bytes.length })), ...tree.blobs].map((one) => [
      one.digest,
      one,
    ]),
  );
  const work = dryRun ? null : store.startWork('pull');
  try {
    // Lease first, look second: what is found held after this stays (I8).
    work?.hold(all.keys());
    const newBlobs = [...all.values()].filter(({ digest, size }) => store.heldBytes(digest) !== size && !coming.has(digest));
    if (dryRun) for (const { digest } of newBlobs) coming.add(digest);
    const pulling = { store, job, remote, reference, tree, newBlobs };
    const report = reportOf(pulling, [...all.values()]);
    if (work !== null) await bringIn(pulling, report.heldBytes, work);
    return report;
  } finally {
    work?.release();
  }
}

function leaveOut(tree: PullTree, without: ReadonlySet<Digest>): PullTree {
  const absent = tree.blobs
    .filter(({ digest }) => without.has(digest))
    .map(({ digest }) => ({ digest, reason: 'not-distributed' as const }));
  return absent.length === 0
    ? tree
    : { ...tree, blobs: tree.blobs.filter(({ digest }) => !without.has(digest)), absent: [...tree.absent, ...absent] };
}

function reportOf(
  { store, reference, tree, newBlobs }: Pulling,
  all: readonly { readonly digest: Digest; readonly size: number }[],
): Pulled {
  const { catalog } = store;
  const { repository, tag } = reference;
  const to = tree.root.digest;
  const label = labelOf(reference);
  const from = tag === undefined ? null : digestOfTag(catalog, repository, tag);
  const isKnown = tag === undefined ? isMember(catalog, repository, to) : from !== null;
  const isSame = (tag === undefined || from === to) && newBlobs.length === 0;
  const newBytes = bytesOf(newBlobs);
  const status = !isKnown ? 'new' : isSame ? 'held' : 'updated';
  return {
    artifact: { reference: label, repository, digest: to, tags: tag === undefined ? [] : [tag], status },
    referrerCount: tree.referrers.length + tree.companions.length,
    newBytes,
    heldBytes: bytesOf(all) - newBytes,
    movedTags: from === null || from === to ? [] : [{ reference: label, from, to }],
    leftOut: tree.leftOut.map((one) => ({ reference: label, ...one })),
  };
}

/** A tag says where it came from; its digest is known beside it. */
function labelOf(reference: Reference): string {
  const { repository, tag } = reference;
  return tag === undefined ? formatReference(reference) : tagReference(repository, tag);
}

async function bringIn(pulling: Pulling, heldBytes: number, work: Work): Promise<void> {
  const { store, job, remote, reference, tree, newBlobs } = pulling;
  const totalBytes = bytesOf(newBlobs);
  const freeBytes = store.makeRoom(totalBytes);
  if (totalBytes > freeBytes) throw new StowageError('no-space', { path: store.paths.root, neededBytes: totalBytes, freeBytes });
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    const item = familiarReference(reference);
    job.report({ phase: 'writing', item, doneBytes, totalBytes, newBytes: doneBytes, sharedBytes: heldBytes });
  };
  onBytes(0);
  const isNew = new Set<Digest>(newBlobs.map(({ digest }) => digest));
  const context = { remote, store, work, path: reference.path, signal: job.signal, onBytes };
  const staged = [...(await downloadBlobs(context, tree.blobs))];
  for (const fetched of tree.documents.filter(({ digest }) => isNew.has(digest))) {
    staged.push(await stageDocument(work, fetched));
    onBytes(fetched.bytes.length);
  }
  job.signal.throwIfAborted();
  job.report({ phase: 'committing' });
  store.commit(() => commitOf(pulling, staged), work);
}

async function stageDocument(work: Work, { digest, bytes }: FetchedDocument): Promise<StagedBlob> {
  const file = await StagingFile.create(work.newPath(), digestAlgorithm(digest));
  try {
    await file.add(bytes);
    await file.finish(digestAlgorithm(digest));
    return { digest, sizeBytes: bytes.length, path: file.path };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** One commit of the reference, on the store as it is now; null where it has everything. @throws StowageError locked */
function commitOf({ store, reference, tree }: Pulling, publish: readonly StagedBlob[]): Commit | null {
  const { catalog } = store;
  const { repository } = reference;
  const root = tree.root.digest;
  const tags = [
    ...tagChange(store, reference, root),
    ...tree.companions.flatMap(({ tag, fetched: { digest } }) => tagTo(store, repository, tag, digest)),
  ];
  for (const change of tags) refuseTag(store, reference, change);
  const isKnown = catalog.sql('SELECT 1 FROM member WHERE digest = ? LIMIT 1');
  const add: MemberRecord[] = tree.referrers.flatMap(({ digest }) =>
    isKnown.get(digest) === undefined ? [{ repository: '', digest }] : [],
  );
  if (reference.tag === undefined && !isMember(catalog, repository, root)) {
    refuseLocked(joinLock(catalog, repository, root), familiarReference(reference), 'write');
    add.push({ repository, digest: root });
  }
  if (tags.length === 0 && add.length === 0 && publish.length === 0) return null;
  return {
    change: {
      operation: 'pull',
      source: labelOf(reference),
      tags,
      add,
      absent: tree.absent.filter(({ digest }) => store.heldBytes(digest) === null),
    },
    publish,
    descriptors: [tree.root, ...tree.referrers, ...tree.companions.map(({ fetched }) => fetched)].map(descriptorOf),
  };
}

function tagChange(store: Store, { repository, tag }: Reference, to: Digest | null): readonly TagChangeRecord[] {
  return tag === undefined ? [] : tagTo(store, repository, tag, to);
}

function tagTo({ catalog }: Store, repository: string, tag: string, to: Digest | null): readonly TagChangeRecord[] {
  const from = digestOfTag(catalog, repository, tag);
  return from !== null && from === to ? [] : [{ repository, tag, from, to }];
}

function refuseTag({ catalog }: Store, reference: Reference, change: TagChangeRecord): void {
  refuseLocked(writeLock(catalog, change), familiarReference(reference), 'write');
}

function descriptorOf({ digest, bytes, document }: FetchedDocument): Descriptor {
  const { mediaType, artifactType } = document;
  return { mediaType, digest, size: bytes.length, ...(artifactType === undefined ? {} : { artifactType }) };
}

function bytesOf(blobs: readonly { readonly size: number }[]): number {
  return blobs.reduce((sum, { size }) => sum + size, 0);
}
