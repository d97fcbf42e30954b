// Room archive: which of an archive's artifacts are wanted, and which references they get: from the names in the archive,
// or from the name the user gives instead.
import type { Warning } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { type Digest, digestHex } from '../oci/digest.ts';
import { formatPlatform, type Platform, parsePlatform, platformMatches } from '../oci/platform.ts';
import { DEFAULT_TAG, parseReference, type Tag, tagReference, withDefaultTag } from '../oci/reference.ts';
import type { Candidate, CandidateImage } from './candidate.ts';

/** A candidate with the names it is to have. */
export interface NamedCandidate {
  readonly candidate: Candidate;
  /** Full references, each with a tag. */
  readonly references: readonly string[];
  /** Repository it belongs to without a tag; empty for none. */
  readonly repository: string;
  readonly warnings: readonly Warning[];
}

/** Keeps the candidates a `--select` names: by reference, manifest or config digest, or the beginning of one. */
export function selectCandidates(
  archive: string,
  candidates: readonly Candidate[],
  select: readonly string[],
): readonly Candidate[] {
  if (select.length === 0) return candidates;
  for (const wanted of select) {
    if (!candidates.some((candidate) => matches(candidate, wanted)))
      throw new StowageError('nothing-selected', { archive, select: wanted });
  }
  const chosen = candidates.filter((candidate) => select.some((wanted) => matches(candidate, wanted)));
  const digests = new Set(chosen.map((candidate) => candidate.root.digest));
  // Signatures and the like come along with what they refer to.
  const along = candidates.filter(
    (candidate) => !chosen.includes(candidate) && candidate.subject !== null && digests.has(candidate.subject),
  );
  return [...chosen, ...along];
}

function matches(candidate: Candidate, wanted: string): boolean {
  if (candidate.names.some((name) => name.raw === wanted)) return true;
  const hex = wanted.replace(/^sha(256|512):/, '');
  if (/^[0-9a-f]{6,128}$/.test(hex) && digestsOf(candidate).some((digest) => digestHex(digest).startsWith(hex))) return true;
  try {
    const { repository, tag, digest } = withDefaultTag(parseReference(wanted));
    if (digest !== undefined && !digestsOf(candidate).includes(digest)) return false;
    return candidate.names.some(
      ({ name }) =>
        (name.kind === 'full' && name.repository === repository && (tag === undefined || name.tag === tag)) ||
        (name.kind === 'by-digest' && name.repository === repository && digest !== undefined),
    );
  } catch {
    return false;
  }
}

/**
 * Leaves out the platforms that are not wanted: an index keeps its digest and becomes sparse, an image of another
 * platform is not wanted at all (null).
 */
export function choosePlatforms(candidate: Candidate, platforms: readonly Platform[]): Candidate | null {
  if (platforms.length === 0 || candidate.failure !== null || candidate.images.every((image) => image.platform === null))
    return candidate;
  const wanted = (image: CandidateImage): boolean => {
    const have = image.platform === null ? undefined : parsePlatform(image.platform);
    return image.attestation || (have !== undefined && platforms.some((platform) => platformMatches(platform, have)));
  };
  const kept = candidate.images.filter((image) => wanted(image) && !image.attestation);
  if (kept.length === 0) {
    if (candidate.kind !== 'index') return null;
    const present = candidate.images.map((image) => image.platform).filter((platform) => platform !== null);
    const failure = {
      code: 'platform-not-found',
      params: { reference: labelOf(candidate), platform: platforms.map(formatPlatform).join(', '), present: present.join(', ') },
    } as const;
    return { ...candidate, failure };
  }
  return { ...candidate, images: candidate.images.map((image) => (wanted(image) ? image : withoutBlobs(image))) };
}

function withoutBlobs(image: CandidateImage): CandidateImage {
  return { ...image, manifest: { ...image.manifest, file: null, absence: 'platform' }, config: null, layers: [] };
}

/** Digests by which an artifact may be asked for: its own, its images', and their configs' (image IDs). */
function digestsOf({ root, images }: Candidate): readonly Digest[] {
  const digests = [root.digest, ...images.flatMap((image) => [image.manifest.digest, image.config?.digest ?? null])];
  return digests.filter((digest) => digest !== null);
}

/**
 * Gives every candidate its references. `name` replaces the repository of all of them (tags stay), or, with a tag, the
 * whole reference of the only one.
 * @throws StowageError name-ambiguous, reference-invalid
 */
export function nameCandidates(
  archive: string,
  candidates: readonly Candidate[],
  name: string | undefined,
): readonly NamedCandidate[] {
  const wanted = name === undefined ? null : parseReference(name);
  const main = candidates.filter((candidate) => candidate.subject === null && candidate.failure === null);
  if (wanted?.tag !== undefined && main.length > 1) {
    throw new StowageError('name-ambiguous', { archive, name: name ?? '', count: main.length });
  }
  return candidates.map((candidate) => {
    if (wanted === null || candidate.subject !== null) return ownNames(candidate);
    const tags = wanted.tag === undefined ? tagsOf(candidate) : [wanted.tag];
    const chosen = tags.length === 0 && main.length === 1 ? [DEFAULT_TAG] : tags;
    return {
      candidate,
      references: chosen.map((tag) => tagReference(wanted.repository, tag)),
      repository: wanted.repository,
      warnings: invalidNames(candidate),
    };
  });
}

function tagsOf(candidate: Candidate): readonly Tag[] {
  return [
    ...new Set(candidate.names.flatMap(({ name }) => (name.kind === 'full' || name.kind === 'tag-only' ? [name.tag] : []))),
  ];
}

function ownNames(candidate: Candidate): NamedCandidate {
  const references = new Set<string>();
  const warnings: Warning[] = [...invalidNames(candidate)];
  let repository = '';
  for (const { raw, name } of candidate.names) {
    if (name.kind === 'full') references.add(tagReference(name.repository, name.tag));
    if (name.kind === 'by-digest') {
      repository = name.repository;
      warnings.push({ code: 'name-by-digest', params: { name: raw } });
    }
    if (name.kind === 'tag-only')
      warnings.push({ code: 'name-tag-only', params: { name: raw, digest: candidate.root.digest ?? '' } });
  }
  // Where a good name stands beside it, a bare tag is no loss.
  const kept = references.size > 0 ? warnings.filter((warning) => warning.code !== 'name-tag-only') : warnings;
  return { candidate, references: [...references], repository, warnings: kept };
}

function invalidNames(candidate: Candidate): readonly Warning[] {
  return candidate.names
    .filter(({ name }) => name.kind === 'invalid')
    .map(({ raw, evidence }) => ({ code: 'name-invalid', params: { name: raw, evidence } }));
}

/** What to call a candidate in a message: its first name, else its digest. */
function labelOf(candidate: Candidate): string {
  return candidate.names[0]?.raw ?? candidate.root.digest ?? candidate.images[0]?.config?.digest ?? '';
}
