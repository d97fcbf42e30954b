// Room app: repair: brings back damaged, missing and absent blobs from any archive or folder that has them, each hashed as it
// comes, in one commit. Below a manifest that comes back, what it needs is looked for too.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { RepairReport } from '../../preload/contract/upkeep-model.ts';
import { type FoundBlob, findBlobs } from '../archive/find-blobs.ts';
import { heldView } from '../archive/held-view.ts';
import { type ArchiveInput, inputName } from '../archive/open.ts';
import type { ArchiveTree } from '../archive/tree.ts';
import { absentBelow, absentBlobs, allDamage, isDamaged, isDocumentName, neededDamage } from '../catalog/damage.ts';
import { documentsWith } from '../catalog/verify-scope.ts';
import { type Digest, digestAlgorithm, digestOf, isDigest } from '../oci/digest.ts';
import type { StagedBlob } from '../store/commit.ts';
import { partsInFile } from '../store/document-parts.ts';
import { stageFiles } from '../store/stage-blobs.ts';
import type { Store } from '../store/store.ts';
import { type CheckedBlob, checkBlobs } from '../store/verify-blobs.ts';
import { readExpectations } from '../store/verify-graph.ts';
import { verifyCommit, verifyOutcome } from '../store/verify-record.ts';
import type { Work } from '../store/work.ts';
import type { AppContext, JobContext } from './context.ts';
import { findBlob } from './find-blob.ts';
import { openInput } from './import-source.ts';

interface Source {
  readonly name: string;
  readonly tree: ArchiveTree;
}

interface Healed extends StagedBlob {
  readonly source: string;
}

/** A repair under way. */
interface Repair {
  readonly app: AppContext;
  readonly job: JobContext;
  readonly store: Store;
  readonly work: Work;
  /** Sizes by digest, 0 where unknown. */
  readonly wanted: Map<Digest, number>;
  readonly healed: Map<Digest, Healed>;
  readonly documents: Set<Digest>;
}

/**
 * Repairs the named blobs (digests, or how they begin), or everything that is damaged, missing or absent.
 * @throws StowageError blob-not-found, reference-ambiguous, archive-*, store-read-only, no-space, file-system, cancelled
 */
export async function repairStore(
  app: AppContext,
  job: JobContext,
  inputs: readonly ArchiveInput[],
  digests: readonly string[] | undefined,
): Promise<RepairReport> {
  const store = app.openStore('existing');
  const asked = digests?.map((text) => findBlob(store, text, 'known'));
  const work = store.startWork('repair');
  try {
    await recheck(app, job, store, work, asked);
    const wanted = wantedBlobs(store, asked);
    const first = [...wanted.keys(), ...(asked ?? [])];
    const repair: Repair = { app, job, store, work, wanted, healed: new Map(), documents: new Set() };
    for (const digest of wanted.keys()) if (isDocumentName(store.catalog, digest)) repair.documents.add(digest);
    const sources: Source[] = [];
    for (const input of wanted.size === 0 ? [] : inputs) {
      const folder = work.newPath();
      mkdirSync(folder);
      sources.push({ name: inputName(input), tree: await openInput(store, job, input, folder, false) });
    }
    for (let known = -1; known < repair.wanted.size; ) {
      known = repair.wanted.size;
      for (const source of sources) await bringIn(repair, source);
    }
    const publish = [...repair.healed.values()];
    const names = [...new Set(publish.map(({ source }) => source))];
    job.report({ phase: 'committing' });
    if (publish.length > 0) store.commit(() => ({ change: { operation: 'repair', source: names.join(', ') }, publish }), work);
    const left = asked === undefined ? neededDamage(store.catalog, null).map(({ digest }) => digest) : unhealed(store, first);
    return { healed: publish.map(({ digest, sizeBytes, source }) => ({ digest, sizeBytes, source })), left };
  } finally {
    work.release();
  }
}

/** What was asked for and is there, or is there again, is hashed first: what is bad of it becomes wanted, what is whole healed. */
async function recheck(
  app: AppContext,
  job: JobContext,
  store: Store,
  work: Work,
  asked: readonly Digest[] | undefined,
): Promise<void> {
  const digests = asked ?? allDamage(store.catalog).map(({ digest }) => digest);
  const blobs = digests.flatMap((digest) => {
    const sizeBytes = store.fileBytes(digest);
    return isDigest(digest) && sizeBytes !== null ? [{ digest, sizeBytes }] : [];
  });
  if (blobs.length === 0) return;
  work.hold(blobs.map(({ digest }) => digest));
  const documents = documentsWith(
    store.catalog,
    blobs.map(({ digest }) => digest),
  );
  const expected = await readExpectations(store.paths, documents, false, job.signal);
  const notable: CheckedBlob[] = [];
  await checkBlobs(store.paths, app.pool(), blobs, expected, { signal: job.signal }, (blob) => void notable.push(blob));
  const scope = { repository: null, sinceLast: false, deep: false };
  const found = { whole: new Set<string>(), notable };
  store.commit(() => verifyCommit(store, scope, found, verifyOutcome(store, scope, found, false), null), work);
}

function wantedBlobs(store: Store, asked: readonly Digest[] | undefined): Map<Digest, number> {
  const wanted = new Map<Digest, number>();
  const below = asked === undefined ? undefined : new Set(asked.flatMap((digest) => absentBelow(store.catalog, digest)));
  for (const [digest, sizeBytes] of absentBlobs(store.catalog))
    if (isDigest(digest) && below?.has(digest) !== false) wanted.set(digest, sizeBytes);
  return wanted;
}

/** Those that are not here, or still marked damaged. */
function unhealed(store: Store, asked: readonly Digest[]): readonly string[] {
  return [...new Set(asked)].filter((digest) => isDamaged(store.catalog, digest) || store.fileBytes(digest) === null);
}

/** Stages what a source has of what is wanted still. */
async function bringIn(repair: Repair, { name, tree }: Source): Promise<void> {
  const { app, job, store, work, wanted, healed } = repair;
  const pending = new Map([...wanted].filter(([digest]) => !healed.has(digest)));
  if (pending.size === 0) return;
  // Lease first, look second (I8).
  work.hold(pending.keys());
  const found = await findBlobs(tree, heldView(store), pending, app.pool(), job.signal);
  const files = found.flatMap((blob) => ('built' in blob ? [] : [blob]));
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    job.report({ phase: 'writing', item: name, doneBytes, totalBytes });
  };
  const staged = await stageFiles(
    { pool: app.pool(), newPath: () => work.newPath(), folder: work.folder, options: { signal: job.signal, onBytes } },
    files.map(({ digest, content, sizeBytes }) => ({ ...content, sizeBytes, algorithm: digestAlgorithm(digest) })),
  );
  for (const { id, digest, sizeBytes, path } of staged)
    if (digest === files[id]?.digest) take(repair, { digest, sizeBytes, path, source: name });
  for (const blob of found) if ('built' in blob) take(repair, { ...stageBuilt(work, blob), source: name });
}

function stageBuilt(work: Work, { digest, built }: FoundBlob & { readonly built: Buffer }): StagedBlob {
  const path = work.newPath();
  writeFileSync(path, built, { mode: 0o444, flag: 'wx', flush: true });
  return { digest: digestOf(built, digestAlgorithm(digest)), sizeBytes: built.length, path };
}

/** Takes a staged blob; of a manifest, what it needs and the store lacks is wanted from now on. */
function take(repair: Repair, blob: Healed): void {
  repair.healed.set(blob.digest, blob);
  if (repair.documents.has(blob.digest)) wantParts(repair, blob.path);
}

/** Parts that are here, or have come before it, are followed too: nothing led to them while the manifest was gone. */
function wantParts(repair: Repair, path: string): void {
  const { store, wanted, healed, documents } = repair;
  for (const { digest, sizeBytes, isDocument } of partsInFile(path)) {
    const isNew = isDocument && !documents.has(digest);
    if (isNew) documents.add(digest);
    const herePath = healed.get(digest)?.path ?? (store.fileBytes(digest) === null ? null : store.blobPath(digest));
    if (herePath === null) wanted.set(digest, sizeBytes);
    else if (isNew) wantParts(repair, herePath);
  }
}
