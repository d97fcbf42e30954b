// Room app: push. Sends an artifact of the store to a remote registry: blobs it lacks, manifests from the leaves up, the tag, and
// then what refers to the artifact. The store is only read.
import type { PushReport } from '../../preload/contract/registry-model.ts';
import { readDocument } from '../archive/export-tree.ts';
import { StowageError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, parseReference, type Reference } from '../oci/reference.ts';
import { remoteDigest } from '../registry/client/documents.ts';
import { hasBlob, type PushContext, pushBlobs } from '../registry/client/push-blobs.ts';
import { pushDocument } from '../registry/client/push-documents.ts';
import type { Store } from '../store/store.ts';
import type { AppContext, JobContext } from './context.ts';
import { assertWhole, companionsWith, everyPart, type NamedCompanion, type Needed, needs, type Selection } from './needed.ts';
import { type RemoteInput, RemoteLines } from './remote-lines.ts';
import { type ResolvedArtifact, resolveReadable } from './resolve.ts';

export interface PushInput extends RemoteInput {
  readonly references: readonly string[];
  /** One for each reference, in their order. */
  readonly destinations?: readonly string[] | undefined;
}

/** One artifact on its way out. */
interface PushOne extends RemoteInput {
  readonly reference: string;
  readonly destination?: string | undefined;
  /** Which parts go; without it all that are here. */
  readonly selection?: Selection | undefined;
}

/** A manifest to send, in an order in which nothing comes before what it names. */
interface Outgoing {
  readonly digest: Digest;
  readonly tag: string | null;
  readonly sizeBytes: number;
}

/**
 * Pushes artifacts, one after the other: a reference that fails ends the job, those before it are there. Platforms the store does
 * not have are not sent; whether an index may then be sent is the registry's choice.
 * @throws StowageError reference-*, locked, artifact-damaged, artifact-incomplete, blob-damaged, remote-*,
 * credentials-unusable, cancelled
 */
export async function pushArtifacts(
  app: AppContext,
  job: JobContext,
  input: PushInput,
  caPath: string | null,
): Promise<PushReport> {
  const { references, destinations, ...options } = input;
  if (destinations !== undefined && destinations.length !== references.length)
    throw new StowageError('input-invalid', { operation: 'remote.push', reason: 'destinations: one for each reference' });
  const lines = new RemoteLines(app, input, caPath, job.signal);
  const done = new Set<string>();
  const reports: PushReport[] = [];
  try {
    for (const [place, reference] of references.entries())
      reports.push(await pushOver(lines, app, job, { ...options, reference, destination: destinations?.[place] }, done));
    const sum = (of: (report: PushReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
    return {
      dryRun: input.dryRun === true,
      artifacts: reports.flatMap(({ artifacts }) => artifacts),
      referrerCount: sum((report) => report.referrerCount),
      newBytes: sum((report) => report.newBytes),
      heldBytes: sum((report) => report.heldBytes),
      movedTags: reports.flatMap(({ movedTags }) => movedTags),
    };
  } finally {
    lines.close();
  }
}

/** Pushes one artifact over lines that stay open. `done`: what earlier pushes of the job have brought where; it is not looked at again. */
export async function pushOver(
  lines: RemoteLines,
  app: AppContext,
  job: JobContext,
  input: PushOne,
  done: Set<string> = new Set(),
): Promise<PushReport> {
  const { dryRun = false, selection = everyPart } = input;
  const store = app.openStore('existing');
  const artifact = resolveReadable(store, input.reference);
  const destination = destinationOf(artifact, input.destination);
  job.report({ phase: 'planning', item: artifact.label });
  const lease = store.readOnly ? null : store.startWork('push');
  try {
    const companions = companionsWith(store, artifact, selection);
    lease?.hold(
      [artifact.digest, ...companions.map(({ digest }) => digest)]
        .flatMap((one) => needs(store, one))
        .map(({ digest }) => digest),
    );
    assertWhole(store, artifact);
    const here = [artifact.digest, ...companions.map(({ digest }) => digest)]
      .flatMap((one) => needs(store, one, selection))
      .filter(({ present }) => present === 1);
    const needed = [...new Map(here.map((one) => [one.digest, one])).values()];
    const placeOf = (digest: Digest): string => `${destination.repository}@${digest}`;
    const isLeft = ({ digest }: { readonly digest: Digest }): boolean => !done.has(placeOf(digest));
    const documents = documentsOf(store, artifact.digest, destination.tag ?? null, needed, companions).filter(
      // A tag is written in any case.
      (one) => one.tag !== null || isLeft(one),
    );
    const isDocument = new Set<Digest>(documents.map(({ digest }) => digest));
    const blobs = needed.filter((one) => !isDocument.has(one.digest) && isLeft(one));
    const sent = { newBytes: 0, heldBytes: 0 };
    const totalBytes = blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const onBytes: PushContext['onBytes'] = ({ newBytes, heldBytes }) => {
      sent.newBytes += newBytes;
      sent.heldBytes += heldBytes;
      const doneBytes = Math.min(totalBytes, sent.newBytes + sent.heldBytes);
      job.report({ phase: 'copying', item: artifact.label, doneBytes, totalBytes, newBytes: sent.newBytes });
    };
    const context: PushContext = {
      remote: lines.to(destination.registry),
      store,
      path: destination.path,
      mountFrom: mountFrom(artifact, destination),
      signal: job.signal,
      onBytes,
    };
    const before = await (dryRun ? look : send)(context, blobs, documents);
    const report: PushReport = {
      dryRun,
      artifacts: [
        {
          reference: artifact.tagged ?? artifact.label,
          destination: formatReference(destination),
          digest: artifact.digest,
          status: before.get(artifact.digest) === artifact.digest ? 'held' : 'new',
        },
      ],
      referrerCount: needed.filter((one) => one.isReferrer === 1 && isLeft(one)).length + companions.filter(isLeft).length,
      ...sent,
      movedTags: documents.flatMap(({ digest, tag }) => {
        const from = before.get(digest) ?? null;
        return tag === null || from === null || from === digest
          ? []
          : [{ reference: `${destination.repository}:${tag}`, from, to: digest }];
      }),
    };
    for (const { digest } of needed) done.add(placeOf(digest));
    return report;
  } finally {
    lease?.release();
  }
}

/** Where it goes: what was said, with the artifact's own tag where none was; or where its own reference says. */
function destinationOf({ repository, digest, tagged, label }: ResolvedArtifact, said: string | undefined): Reference {
  const own = tagged === null ? null : parseReference(tagged);
  if (said === undefined) {
    if (own !== null) return own;
    if (repository === null) throw new StowageError('reference-invalid', { reference: label, reason: 'it says no registry' });
    return { ...parseReference(repository), digest };
  }
  const target = parseReference(said);
  if (target.digest !== undefined && target.digest !== digest)
    throw new StowageError('reference-invalid', { reference: said, reason: 'the artifact has another digest' });
  if (target.tag !== undefined) return target;
  return own?.tag === undefined ? { ...target, digest } : { ...target, tag: own.tag };
}

/** Repositories of the same registry that may have its blobs. */
function mountFrom({ repository }: ResolvedArtifact, { registry, path }: Reference): readonly string[] {
  if (repository === null) return [];
  const home = parseReference(repository);
  return home.registry === registry && home.path !== path ? [home.path] : [];
}

/** Children before their index, the artifact before what refers to it. */
function documentsOf(
  store: Store,
  root: Digest,
  rootTag: string | null,
  needed: readonly Needed[],
  companions: readonly NamedCompanion[],
): readonly Outgoing[] {
  const present = new Set<Digest>(needed.map(({ digest }) => digest));
  const ordered = new Map<Digest, Outgoing>();
  const add = (digest: Digest, tag: string | null): void => {
    if (ordered.has(digest) || !present.has(digest)) return;
    const document = readDocument(store, digest);
    if (document.kind === 'index') for (const child of document.manifests) add(child.digest, null);
    const sizeBytes = needed.find((one) => one.digest === digest)?.sizeBytes ?? 0;
    ordered.set(digest, { digest, tag, sizeBytes });
  };
  add(root, rootTag);
  // In the order of the query a subject stands before its referrers.
  for (const { digest, isReferrer } of needed) if (isReferrer === 1) add(digest, null);
  for (const { digest, tag } of companions) add(digest, tag);
  return [...ordered.values()];
}

/** Sends what is lacking. Says what stood in the place of each manifest before. */
async function send(
  context: PushContext,
  blobs: readonly Needed[],
  documents: readonly Outgoing[],
): Promise<ReadonlyMap<Digest, Digest | null>> {
  const { remote, store, path, signal } = context;
  await pushBlobs(context, blobs);
  const all = new Map<Digest, Digest | null>();
  for (const { digest, tag, sizeBytes } of documents) {
    signal.throwIfAborted();
    const before = await pushDocument(remote, store, path, digest, tag);
    all.set(digest, before);
    count(context, before === digest, sizeBytes);
  }
  return all;
}

/** What `send` would do, and say. */
async function look(
  context: PushContext,
  blobs: readonly Needed[],
  documents: readonly Outgoing[],
): Promise<ReadonlyMap<Digest, Digest | null>> {
  const { remote, path, signal } = context;
  for (const { digest, sizeBytes } of blobs) count(context, await hasBlob(context, digest), sizeBytes);
  const all = new Map<Digest, Digest | null>();
  for (const { digest, tag, sizeBytes } of documents) {
    signal.throwIfAborted();
    const before = await remoteDigest(remote, path, tag ?? digest);
    all.set(digest, before);
    count(context, before === digest, sizeBytes);
  }
  return all;
}

function count({ onBytes }: PushContext, isHeld: boolean, sizeBytes: number): void {
  onBytes({ newBytes: isHeld ? 0 : sizeBytes, heldBytes: isHeld ? sizeBytes : 0 });
}
