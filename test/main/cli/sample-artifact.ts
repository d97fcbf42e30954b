// Sample artifacts of the contract for the tests of main/cli.
import type {
  ArtifactDetail,
  ArtifactSummary,
  HistoryLineInfo,
  ImageDetail,
  LayerInfo,
} from '../../../preload/contract/model.ts';
import { digestOf } from './sample-import.ts';

export function layer(number: number, part: Partial<LayerInfo> = {}): LayerInfo {
  return {
    number,
    digest: digestOf(String(number)),
    diffId: digestOf('d'),
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    compression: 'gzip',
    sizeBytes: number * 1_000_000,
    unpackedBytes: null,
    present: true,
    sharedWith: 0,
    title: null,
    urls: [],
    ...part,
  };
}

export function historyLine(line: number, instruction: string, text: string, layerNumber: number | null): HistoryLineInfo {
  return { line, instruction, text, createdAt: null, comment: null, layerNumber };
}

export function imageDetail(part: Partial<ImageDetail>): ImageDetail {
  return {
    platform: 'linux/amd64',
    digest: digestOf('a'),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    configDigest: digestOf('c'),
    configMediaType: 'application/vnd.oci.image.config.v1+json',
    present: true,
    sizeBytes: 3_000_000,
    createdAt: null,
    author: null,
    run: null,
    layers: [],
    history: [],
    historyExact: true,
    ...part,
  };
}

export function artifactSummary(part: Partial<ArtifactSummary>): ArtifactSummary {
  return {
    repository: 'docker.io/library/web',
    digest: digestOf('a'),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: null,
    kind: 'image',
    tags: ['latest', 'v2'],
    formerTags: [],
    platforms: [{ platform: 'linux/amd64', digest: digestOf('a'), present: true, sizeBytes: 3_000_000 }],
    sizeBytes: 3_000_000,
    uniqueBytes: 1_000_000,
    layerCount: 2,
    createdAt: '2026-06-14T12:00:00Z',
    addedAt: '2026-06-20T10:00:00Z',
    untaggedAt: null,
    source: 'web.tar',
    referrers: { signature: 0, sbom: 0, attestation: 0, other: 0 },
    absentCount: 0,
    damagedCount: 0,
    locked: null,
    restoredAt: null,
    ...part,
  };
}

export function artifactDetail(part: Partial<ArtifactDetail>): ArtifactDetail {
  return {
    ...artifactSummary({}),
    annotations: {},
    subject: null,
    image: null,
    referrerList: [],
    containedIn: [],
    absent: [],
    ...part,
  };
}
