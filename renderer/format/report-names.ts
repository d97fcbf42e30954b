// Room renderer/format: the names an artifact of an import report is shown under: a repository, and tags in it.
import type { PlannedArtifact, TagStatus } from '../../preload/contract/transfer-model.ts';

export interface NamedTag {
  readonly tag: string;
  readonly status: TagStatus;
  readonly currentDigest: string | null;
}

export interface ReportName {
  /** Full repository name; null for an artifact that comes in without one. */
  readonly repository: string | null;
  readonly tags: readonly NamedTag[];
}

/** One entry per repository, since an archive may name an artifact in several. */
export function reportNames(artifact: PlannedArtifact): readonly ReportName[] {
  const byRepository = new Map<string, NamedTag[]>();
  for (const { reference, status, currentDigest } of artifact.tags) {
    const { repository, tag } = splitReference(reference);
    const tags = byRepository.get(repository) ?? [];
    tags.push({ tag, status, currentDigest });
    byRepository.set(repository, tags);
  }
  if (byRepository.size > 0) return [...byRepository].map(([repository, tags]) => ({ repository, tags }));
  const raw = artifact.names[0]?.raw;
  return [{ repository: raw === undefined || raw === '' ? null : raw, tags: [] }];
}

/** Splits a full reference at the colon of its tag. */
export function splitReference(reference: string): { readonly repository: string; readonly tag: string } {
  const name = reference.split('@')[0] ?? reference;
  const at = name.lastIndexOf(':');
  return at <= name.lastIndexOf('/') ? { repository: name, tag: '' } : { repository: name.slice(0, at), tag: name.slice(at + 1) };
}
