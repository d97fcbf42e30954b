// Room main/oci: tags that stand for what refers to a manifest: cosign's `sha256-<hex>.sig`, `.att` and `.sbom`, and the list of
// referrers under `sha256-<hex>`. The one place that knows their shapes; whether the subject is there is not asked here.
import { type Digest, digestAlgorithm, digestHex } from './digest.ts';

/** `referrers`: the list that clients keep where a registry has no referrers API; it is no referrer itself. */
export type CompanionKind = 'signature' | 'attestation' | 'sbom' | 'referrers';

export interface CompanionTag {
  /** As `subjectKey` has it. */
  readonly subject: string;
  readonly kind: CompanionKind;
}

const suffixes = { sig: 'signature', att: 'attestation', sbom: 'sbom' } as const;
const cosignTag = /^sha256-([0-9a-f]{64})\.(sig|att|sbom)$/;
const referrersListTag = /^(sha256|sha512)-([0-9a-f]{64})$/;

/** What a tag of this shape says; undefined for any other tag. */
export function parseCompanionTag(tag: string): CompanionTag | undefined {
  const [, hex, suffix] = cosignTag.exec(tag) ?? [];
  if (hex !== undefined) return { subject: `sha256:${hex}`, kind: suffixes[suffix as keyof typeof suffixes] };
  const [, algorithm, start] = referrersListTag.exec(tag) ?? [];
  return algorithm === undefined ? undefined : { subject: `${algorithm}:${start}`, kind: 'referrers' };
}

/** As much of a digest as fits into a tag: all of a SHA-256, the first 64 characters of a longer one. */
export function subjectKey(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 64);
}

/** The tag of the list of referrers where there is no API for it (distribution spec, "Referrers Tag Schema"). */
export function referrersTag(subject: Digest): string {
  return subjectKey(subject).replace(':', '-');
}

/** Tags under which cosign keeps signatures, attestations and SBOMs of a manifest where there is no referrers API. */
export function cosignTags(digest: Digest): readonly string[] {
  // With a longer one it would be no tag.
  if (digestAlgorithm(digest) !== 'sha256') return [];
  return Object.keys(suffixes).map((suffix) => `sha256-${digestHex(digest)}.${suffix}`);
}
