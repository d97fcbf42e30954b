// Feature export: what is chosen in the dialog, and what follows from it: platforms on offer, what stays behind, how large it gets,
// what the file is called. Pure.
import type { ArtifactDetail, ReferrerCounts } from '../../../preload/contract/model.ts';
import type { OperationInput } from '../../../preload/contract/operations.ts';
import { splitReference } from '../../format/report-names.ts';

export type Profile = 'docker' | 'oci' | 'dir';
export type Compression = 'none' | 'gzip' | 'zstd';

export interface ExportChoice {
  readonly profile: Profile;
  readonly compression: Compression;
  /** Platforms to leave out. */
  readonly without: ReadonlySet<string>;
  readonly withReferrers: boolean;
  readonly allowMissing: boolean;
}

export const firstChoice: ExportChoice = {
  profile: 'docker',
  compression: 'none',
  without: new Set(),
  withReferrers: true,
  allowMissing: false,
};

export interface PlatformOffer {
  readonly platform: string;
  /** False when no artifact has it here. */
  readonly present: boolean;
}

/** Every platform of the artifacts, those that are here first. */
export function offeredPlatforms(details: readonly ArtifactDetail[]): readonly PlatformOffer[] {
  const present = new Map<string, boolean>();
  for (const { platforms } of details)
    for (const { platform, present: isHere } of platforms) present.set(platform, isHere || present.get(platform) === true);
  return [...present]
    .map(([platform, isHere]) => ({ platform, present: isHere }))
    .toSorted((a, b) => Number(b.present) - Number(a.present) || a.platform.localeCompare(b.platform));
}

export function referrersOf(details: readonly ArtifactDetail[]): ReferrerCounts {
  const sum = (kind: keyof ReferrerCounts): number => details.reduce((total, { referrers }) => total + referrers[kind], 0);
  return { signature: sum('signature'), sbom: sum('sbom'), attestation: sum('attestation'), other: sum('other') };
}

/** Artifacts that lack blobs the choice needs: all of them, less what only other platforms need. */
export function incomplete(details: readonly ArtifactDetail[], { without }: ExportChoice): readonly ArtifactDetail[] {
  return details.filter(
    ({ absentCount, platforms, kind }) =>
      absentCount > 0 &&
      (kind !== 'index' ||
        platforms.some(({ platform, present }) => !present && !without.has(platform)) ||
        platforms.length === 0),
  );
}

/** What it comes to: exact figures are the host's; with platforms left out it is a guess from above. */
export function guessedBytes(details: readonly ArtifactDetail[], wholeBytes: number, { without }: ExportChoice): number {
  if (without.size === 0) return wholeBytes;
  const wanted = details
    .flatMap(({ platforms }) => platforms)
    .filter(({ platform, present }) => present && !without.has(platform));
  return Math.min(
    wholeBytes,
    wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
}

/** The options of the contract; only what differs from the host's own defaults. */
export function exportOptions(
  choice: ExportChoice,
  offered: readonly PlatformOffer[],
): Omit<OperationInput<'archive.export'>, 'references' | 'target'> {
  const { profile, compression, without, withReferrers, allowMissing } = choice;
  const platforms = offered.map(({ platform }) => platform).filter((platform) => !without.has(platform));
  return {
    profile,
    withReferrers,
    ...(without.size === 0 ? {} : { platforms }),
    ...(compression === 'none' || profile === 'dir' ? {} : { compress: compression }),
    ...(allowMissing ? { allowMissing } : {}),
  };
}

const endings: Readonly<Record<Compression, string>> = { none: '.tar', gzip: '.tar.gz', zstd: '.tar.zst' };

/** `web-2.4.0.tar`; for several artifacts a name that says how many. */
export function suggestedName(references: readonly string[], several: string, { profile, compression }: ExportChoice): string {
  const [first] = references;
  const ending = profile === 'dir' ? '' : endings[compression];
  if (first === undefined || references.length > 1) return `${several}-${references.length}${ending}`;
  const { repository, tag } = splitReference(first);
  const leaf = repository.split('/').at(-1) || several;
  return `${tag === '' ? leaf : `${leaf}-${tag}`}${ending}`;
}
