// Room oci, tests: manifests and indexes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestAlgorithm, digestHex, digestOf } from '../../../main/oci/digest.ts';
import { DocumentError, type OciDocument, parseDocument } from '../../../main/oci/document.ts';
import { parseImageConfig } from '../../../main/oci/image-config.ts';
import { isImageConfigType, isIndexType, isManifestType, MEDIA } from '../../../main/oci/media-types.ts';

const read = (value: unknown, declared?: string) => parseDocument(new TextEncoder().encode(JSON.stringify(value)), declared);
const descriptor = (seed: number, mediaType: string = MEDIA.ociLayerGzip) => ({
  mediaType,
  digest: digestOf(new Uint8Array([seed])),
  size: seed,
});
const CONFIG = descriptor(0, MEDIA.ociConfig);
const CHILD = descriptor(9, MEDIA.ociManifest);
const MANIFEST = { schemaVersion: 2, mediaType: MEDIA.ociManifest, config: CONFIG, layers: [descriptor(1), descriptor(2)] };
const INDEX = { schemaVersion: 2, mediaType: MEDIA.ociIndex, manifests: [CHILD] };

const layers = fc.array(
  fc.nat(255).map((seed) => descriptor(seed)),
  { maxLength: 5 },
);
const schema1 = 'it is a manifest of Docker schema 1, which `skopeo copy --format oci` makes one of today of';
const documents = [
  MEDIA.ociManifest,
  MEDIA.dockerManifest,
  MEDIA.ociIndex,
  'application/octet-stream',
  'application/vnd.example.manifest+json',
];
const blobs = [MEDIA.ociLayerGzip, MEDIA.dockerLayer, MEDIA.ociConfig, 'application/vnd.buildkit.cacheconfig.v0', 'text/plain'];
const entries = fc.array(
  fc.tuple(fc.nat(255), fc.constantFrom(...documents, ...blobs)).map(([seed, mediaType]) => descriptor(seed, mediaType)),
  { maxLength: 5 },
);
const annotations = fc.dictionary(fc.string(), fc.string());

describe('parseDocument', () => {
  it('reads every manifest, with or without its media type, declared or not', () => {
    fc.assert(
      fc.property(
        layers,
        annotations,
        fc.constantFrom(MEDIA.ociManifest, MEDIA.dockerManifest),
        fc.boolean(),
        fc.boolean(),
        (list, notes, mediaType, isOwn, isDeclared) => {
          const value = { schemaVersion: 2, config: CONFIG, layers: list, annotations: notes, ...(isOwn ? { mediaType } : {}) };
          const expected = isOwn || isDeclared ? mediaType : MEDIA.ociManifest;
          const plainNotes: unknown = JSON.parse(JSON.stringify(notes));
          expect(read(value, isDeclared ? mediaType : undefined)).toEqual({
            kind: 'manifest',
            mediaType: expected,
            config: CONFIG,
            layers: list,
            annotations: plainNotes,
          });
        },
      ),
    );
  });

  it('reads every index, with or without its media type', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(MEDIA.ociIndex, MEDIA.dockerManifestList), fc.boolean(), (list, mediaType, isOwn) => {
        const value = { schemaVersion: 2, manifests: list, ...(isOwn ? { mediaType } : {}) };
        expect(read(value)).toEqual({
          kind: 'index',
          mediaType: isOwn ? mediaType : MEDIA.ociIndex,
          manifests: list.filter((entry) => documents.includes(entry.mediaType)),
          layers: list.filter((entry) => !documents.includes(entry.mediaType)),
          annotations: {},
        });
      }),
    );
  });

  it('throws nothing but DocumentError, whatever the fields hold', () => {
    const fields = [
      'schemaVersion',
      'mediaType',
      'config',
      'layers',
      'manifests',
      'blobs',
      'subject',
      'annotations',
      'artifactType',
      'fsLayers',
    ];
    const known = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(2, CONFIG, [CHILD], ...Object.values(MEDIA)));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fields), known),
        fc.option(fc.constantFrom(...Object.values(MEDIA)), { nil: undefined }),
        (value, declared) => {
          try {
            expect(read(value, declared).kind).toMatch(/^(?:manifest|index)$/);
          } catch (error) {
            expect(error).toBeInstanceOf(DocumentError);
          }
        },
      ),
    );
  });

  it('takes null for absent', () => {
    expect(
      read({ ...MANIFEST, layers: null, annotations: null, subject: null, manifests: null, artifactType: null }),
    ).toMatchObject({ kind: 'manifest', layers: [] });
    expect(read({ ...INDEX, manifests: null })).toMatchObject({ kind: 'index', manifests: [] });
    expect(read({ schemaVersion: null, mediaType: '', manifests: [] })).toMatchObject({
      kind: 'index',
      mediaType: MEDIA.ociIndex,
    });
  });

  it('reads an OCI artifact manifest, which has blobs and no config', () => {
    const subject = descriptor(7, MEDIA.ociManifest);
    const value = { mediaType: MEDIA.ociArtifactManifest, artifactType: 'example/sbom', blobs: [descriptor(3)], subject };
    const expected = {
      kind: 'manifest',
      mediaType: MEDIA.ociArtifactManifest,
      artifactType: 'example/sbom',
      layers: [descriptor(3)],
      subject,
      annotations: {},
    };
    expect(read(value)).toEqual(expected);
  });

  it('ignores a declared type that is of no document at all', () => {
    expect(read(MANIFEST, 'application/octet-stream').mediaType).toBe(MEDIA.ociManifest);
  });

  it.each([
    [
      'layers beside manifests',
      { schemaVersion: 2, config: CONFIG, layers: [], manifests: [] },
      undefined,
      'layers and manifests in one document',
    ],
    [
      'the same under a manifest type',
      { ...MANIFEST, manifests: [CHILD] },
      MEDIA.ociManifest,
      'layers and manifests in one document',
    ],
    ['a config beside manifests', { ...INDEX, config: CONFIG }, undefined, 'config and manifests in one document'],
    [
      'a manifest declared as an index',
      MANIFEST,
      MEDIA.ociIndex,
      `its media type ${MEDIA.ociManifest} contradicts ${MEDIA.ociIndex}, which it was declared as`,
    ],
    [
      'an OCI manifest declared as Docker',
      MANIFEST,
      MEDIA.dockerManifest,
      `its media type ${MEDIA.ociManifest} contradicts ${MEDIA.dockerManifest}, which it was declared as`,
    ],
    [
      'manifest fields declared as an index',
      { ...MANIFEST, mediaType: undefined },
      MEDIA.ociIndex,
      'an index by its media type, a manifest by its fields',
    ],
    [
      'index fields under a manifest type',
      { ...INDEX, mediaType: MEDIA.ociManifest },
      undefined,
      'a manifest by its media type, an index by its fields',
    ],
    [
      'a type of something else',
      { ...MANIFEST, mediaType: MEDIA.ociConfig },
      undefined,
      `its media type ${MEDIA.ociConfig} is not that of a manifest or an index`,
    ],
    ['schema 1 by its fields', { schemaVersion: 1, fsLayers: [], history: [] }, undefined, schema1],
    ['schema 1 by its layers', { fsLayers: [] }, undefined, schema1],
    ['schema 1 by its type', { mediaType: MEDIA.dockerSchema1Signed }, undefined, schema1],
    ['schema 1 as declared', {}, MEDIA.dockerSchema1, schema1],
    ['schema 3', { ...MANIFEST, schemaVersion: 3 }, undefined, 'its schema version is not 2'],
    ['a manifest without config', { schemaVersion: 2, layers: [] }, undefined, 'it has no config'],
    ['an object of nothing known', { schemaVersion: 2 }, undefined, 'it is neither a manifest nor an index'],
    ['an array', [MANIFEST], undefined, 'the document is not an object'],
    ['layers that are no array', { ...MANIFEST, layers: {} }, undefined, 'layers is not an array'],
    ['a bad layer', { ...MANIFEST, layers: [descriptor(1), null] }, undefined, 'layers[1] is not an object'],
  ])('refuses %s', (_what, value, declared, reason) => {
    expect(() => read(value, declared)).toThrow(new DocumentError(reason));
  });

  it('reads 100,000 descriptors and refuses one more', () => {
    const many = Array.from({ length: 100_000 }, () => CHILD);
    expect(read({ ...INDEX, manifests: many })).toMatchObject({ manifests: { length: 100_000 } });
    expect(() => read({ ...INDEX, manifests: [...many, CHILD] })).toThrow('manifests holds more than 100000 descriptors');
  });
});

/** Reads everything reachable; blobs a layout leaves out are skipped. Returns how many documents and configs were read. */
function walk(layout: string, document: OciDocument): number {
  const next = document.kind === 'index' ? document.manifests : document.config === undefined ? [] : [document.config];
  let count = 1;
  for (const { digest, mediaType } of next) {
    const file = join(layout, 'blobs', digestAlgorithm(digest), digestHex(digest));
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    if (isImageConfigType(mediaType)) count += parseImageConfig(bytes).diffIds.length > 0 ? 1 : 0;
    else if (isManifestType(mediaType) || isIndexType(mediaType)) count += walk(layout, parseDocument(bytes, mediaType));
  }
  return count;
}

describe('layouts written by real tools', () => {
  const archives = join(import.meta.dirname, '../../fixtures/archives');
  const layouts = readdirSync(archives, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('hostile-'))
    .flatMap((producer) => readdirSync(join(archives, producer.name)).map((name) => `${producer.name}/${name}`))
    .filter((name) => existsSync(join(archives, name, 'index.json')));

  it.each(layouts)('are read to the last config: %s', (name) => {
    const layout = join(archives, name);
    expect(walk(layout, parseDocument(readFileSync(join(layout, 'index.json')), MEDIA.ociIndex))).toBeGreaterThan(1);
  });
});
