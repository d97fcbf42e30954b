// Sample reports of the contract for the tests of main/cli: plain values, with what a test does not care about filled in.
import type { ArchiveReport, ImportReport, PlannedArtifact, PlannedImage } from '../../../preload/contract/transfer-model.ts';

export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

export function plannedImage(part: Partial<PlannedImage>): PlannedImage {
  return {
    platform: 'linux/amd64',
    manifestDigest: digestOf('a'),
    configDigest: digestOf('c'),
    present: true,
    attestation: false,
    layers: [],
    ...part,
  };
}

export function plannedArtifact(part: Partial<PlannedArtifact>): PlannedArtifact {
  return {
    key: digestOf('a'),
    digest: digestOf('a'),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: null,
    kind: 'image',
    subject: null,
    manifestBuilt: false,
    names: [],
    references: ['docker.io/library/web:v2'],
    tags: [{ reference: 'docker.io/library/web:v2', status: 'new', currentDigest: null }],
    images: [plannedImage({})],
    sizeBytes: 123_000_000,
    newBytes: 12_300_000,
    heldBytes: 110_700_000,
    status: 'new',
    failure: null,
    ...part,
  };
}

export function archiveReport(artifacts: readonly PlannedArtifact[], part: Partial<ArchiveReport> = {}): ArchiveReport {
  return {
    archive: 'web.tar',
    format: 'docker-archive',
    compression: null,
    artifacts,
    warnings: [],
    failure: null,
    newBytes: 0,
    heldBytes: 0,
    ...part,
  };
}

export function importReport(archives: readonly ArchiveReport[], part: Partial<ImportReport>): ImportReport {
  return {
    dryRun: false,
    revision: 1,
    archives,
    newBytes: 12_300_000,
    heldBytes: 110_700_000,
    freeBytes: 120e9,
    addedCount: 0,
    heldCount: 0,
    refusedCount: 0,
    movedTags: [],
    ...part,
  };
}
