// Room test/main: test/fixtures/archives/EXPECT.json, typed: what a correct importer reports of each archive that ships
// with the tests. Its `about` says what the fields mean.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const archiveFolder = join(import.meta.dirname, '..', 'fixtures', 'archives');

export interface ExpectedPlatform {
  readonly platform?: string;
  readonly present: boolean;
  readonly attestation?: boolean;
  readonly manifestDigest?: string;
  readonly configDigest?: string;
  readonly diffIds?: readonly string[];
  readonly layerDigests?: readonly string[];
  readonly layerSizes?: readonly number[];
  readonly layerCompression?: readonly string[];
  readonly history?: number;
  readonly rootfs?: { readonly entries: number; readonly sha256: string };
}

export interface ExpectedRoot {
  readonly digest: string | null;
  readonly type: 'image' | 'index' | 'referrer' | 'artifact';
  readonly childOnly?: boolean;
  readonly refs: readonly {
    readonly raw: string;
    readonly kind: 'full' | 'tag-only' | 'non-reference';
    readonly normalized: string | null;
  }[];
  readonly images: readonly ExpectedPlatform[];
}

export interface ExpectedFile {
  readonly name: string;
  readonly path: string;
  readonly outcome: 'accept' | 'accept-with-warning' | 'either' | 'reject';
  readonly hostile: boolean;
  readonly roots: readonly ExpectedRoot[];
  /** Good names of an archive whose content is not described. */
  readonly goodNames: readonly string[];
  readonly badName: string | null;
  readonly format: string | null;
  readonly blobs: { readonly count: number; readonly bytes: number } | null;
}

interface RawFile {
  readonly outcome: ExpectedFile['outcome'];
  readonly hostile?: boolean;
  readonly badName?: string;
  readonly format?: string;
  readonly blobs?: { readonly count: number; readonly bytes: number };
  readonly images?: readonly (ExpectedRoot | string)[];
}

/** Every archive in EXPECT.json, in its order. */
export function expectedArchives(): readonly ExpectedFile[] {
  const { archives } = JSON.parse(readFileSync(join(archiveFolder, 'EXPECT.json'), 'utf8')) as {
    readonly archives: Readonly<Record<string, RawFile>>;
  };
  return Object.entries(archives).map(([name, raw]) => ({
    name,
    path: join(archiveFolder, name),
    outcome: raw.outcome,
    hostile: raw.hostile === true,
    roots: (raw.images ?? []).filter((image) => typeof image !== 'string'),
    goodNames: (raw.images ?? []).filter((image) => typeof image === 'string'),
    badName: raw.badName ?? null,
    format: raw.format ?? null,
    blobs: raw.blobs ?? null,
  }));
}
