// Room archive: turns archives that were brought in into one commit: which staged blobs are published, which tags change,
// what joins a repository without a tag, what is absent by right. It writes nothing itself.
import type { ImportReport } from '../../preload/contract/transfer-model.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { parsePlatform } from '../oci/platform.ts';
import type { Commit, StagedBlob } from '../store/commit.ts';
import type { Store } from '../store/store.ts';
import { type Candidate, neededBlobs } from './candidate.ts';
import { type ArchiveInput, archiveLabel, inputName } from './open.ts';
import { type ArchivePlan, type ImportOptions, refusedCount } from './plan.ts';
import { newMember, tagChanges, withTags } from './tag-plan.ts';

/** One archive on its way in. */
export interface Incoming {
  readonly input: ArchiveInput;
  readonly plan: ArchivePlan;
  readonly staged: readonly StagedBlob[];
  readonly verified: readonly Digest[];
}

export type MovedTags = ImportReport['movedTags'];

/**
 * Turns what came in into one commit, on the state inside the critical section. Null when everything is there already, and
 * when all or nothing was asked for and one of them is refused by now.
 */
export function commitOf(
  store: Store,
  incoming: readonly Incoming[],
  options: ImportOptions,
  settled: ArchivePlan[],
  moved: MovedTags[number][],
): Commit | null {
  const all = withTags(
    incoming.flatMap((item) => item.plan.candidates),
    store,
    options.onConflict ?? 'move',
  );
  let taken = 0;
  for (const { plan } of incoming) settled.push({ ...plan, candidates: all.slice(taken, (taken += plan.candidates.length)) });
  const good = all.filter((planned) => planned.candidate.failure === null);
  if (options.atomic === true && settled.some((plan) => refusedCount(plan) > 0)) return null;
  const needed = new Set(good.flatMap((item) => neededBlobs(item.candidate).map((blob) => blob.digest)));
  const publish = [
    ...new Map(
      incoming
        .flatMap((item) => item.staged)
        .filter((blob) => needed.has(blob.digest))
        .map((blob) => [blob.digest, blob]),
    ).values(),
  ];
  const verified = incoming.flatMap((item) => item.verified).filter((digest) => needed.has(digest));
  const tags = good.filter((item) => item.candidate.root.digest !== null).flatMap(tagChanges);
  const add = good.map((item) => newMember(store, item)).filter((member) => member !== null);
  if (publish.length === 0 && verified.length === 0 && tags.length === 0 && add.length === 0) return null;
  for (const { repository, tag, from, to } of tags)
    if (from !== null && to !== null) moved.push({ reference: `${repository}:${tag}`, from, to });
  const source = incoming.map((item) => archiveLabel(inputName(item.input))).join(', ');
  return {
    change: { operation: 'import', source, tags, add, absent: good.flatMap((item) => absences(store, item.candidate, needed)) },
    publish,
    verified,
    descriptors: good.flatMap((item) => rootDescriptors(item.candidate)),
  };
}

function absences(
  store: Store,
  candidate: Candidate,
  published: ReadonlySet<string | null>,
): readonly { digest: string; reason: string }[] {
  return neededBlobs(candidate).flatMap(({ digest, absence, file }) => {
    const absent =
      digest !== null && absence !== null && file === null && store.heldBytes(digest) === null && published.has(digest);
    return absent ? [{ digest, reason: absence }] : [];
  });
}

function rootDescriptors(candidate: Candidate): readonly Descriptor[] {
  const { digest, sizeBytes } = candidate.root;
  if (digest === null) return [];
  const [image] = candidate.images;
  const platform = candidate.kind === 'image' && image?.platform != null ? parsePlatform(image.platform) : undefined;
  return [
    {
      mediaType: candidate.mediaType,
      digest,
      size: sizeBytes,
      annotations: candidate.annotations,
      ...(candidate.artifactType === null ? {} : { artifactType: candidate.artifactType }),
      ...(platform === undefined ? {} : { platform }),
    },
  ];
}
