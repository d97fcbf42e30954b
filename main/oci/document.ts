// Room main/oci: manifests and indexes, read from bytes. It decides which of the two a document is and refuses one that could
// be taken for both; it never rewrites a document, so the bytes stay the truth.
import { type Descriptor, parseDescriptor } from './descriptor.ts';
import { DocumentError } from './document-error.ts';
import { asObject, isPresent, type JsonObject, optionalArray, optionalString, parseJson, stringMap } from './json.ts';
import { isIndexType, isManifestType, MEDIA } from './media-types.ts';

export { DocumentError } from './document-error.ts';
export { parseJson } from './json.ts';

/** A manifest of one artifact. `config` is absent in an OCI artifact manifest only, whose `blobs` are the `layers` here. */
export interface Manifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * An image index or Docker manifest list. `manifests` are the manifests and indexes among its entries; `layers` what else it lists
 * (image spec, image-index.md: an unknown media type is no error), such as the layers of a build cache of BuildKit.
 */
export interface Index {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations: Readonly<Record<string, string>>;
}

export type OciDocument = Manifest | Index;

const LIMIT_DESCRIPTORS = 100_000;

/**
 * Reads a manifest or an index. `declaredMediaType` is what a descriptor or a Content-Type says it is; types of neither kind
 * (`application/octet-stream`) say nothing and are ignored. The document's own `mediaType` must agree with it, and its fields
 * with both (CVE-2021-41190; OCI image spec 1.0.2, manifest.md and image-index.md). An index.json without `mediaType`, or with
 * `manifests: null`, and manifests with `layers: null` are real and accepted; `schemaVersion` may be absent, as no tool minds.
 * Throws DocumentError: not JSON, schema 1, ambiguous, contradictory, a bad descriptor, more than 100,000 descriptors.
 */
export function parseDocument(bytes: Uint8Array, declaredMediaType?: string): OciDocument {
  const fields = asObject(parseJson(bytes), 'the document');
  const own = optionalString(fields['mediaType'], 'mediaType');
  const declared = declaredMediaType === undefined || isDocumentType(declaredMediaType) ? declaredMediaType : undefined;
  refuseSchema1(fields, own ?? declared);
  if (own !== undefined && !isDocumentType(own))
    throw new DocumentError(`its media type ${own} is not that of a manifest or an index`);
  if (own !== undefined && declared !== undefined && own !== declared) {
    throw new DocumentError(`its media type ${own} contradicts ${declared}, which it was declared as`);
  }
  const mediaType = own ?? declared;
  const shape = shapeOf(fields);
  const kind = mediaType === undefined ? shape : kindOfType(mediaType);
  if (kind === undefined) throw new DocumentError('it is neither a manifest nor an index');
  if (shape !== undefined && shape !== kind) {
    throw new DocumentError(
      kind === 'index'
        ? 'an index by its media type, a manifest by its fields'
        : 'a manifest by its media type, an index by its fields',
    );
  }
  return kind === 'index' ? readIndex(fields, mediaType ?? MEDIA.ociIndex) : readManifest(fields, mediaType ?? MEDIA.ociManifest);
}

/**
 * Reads the index.json of an image layout: a list of artifacts that have nothing to do with each other, so that one descriptor
 * that is not valid stands in it as the error it makes and costs the others nothing. Throws DocumentError where it is no index.
 */
export function parseLayoutIndex(bytes: Uint8Array): readonly (Descriptor | DocumentError)[] {
  const fields = asObject(parseJson(bytes), 'the document');
  const mediaType = optionalString(fields['mediaType'], 'mediaType');
  refuseSchema1(fields, mediaType);
  if ((mediaType !== undefined && !isIndexType(mediaType)) || shapeOf(fields) === 'manifest')
    throw new DocumentError('it is not an index');
  return listed(fields['manifests'], 'manifests').map((item, at) => {
    try {
      return parseDescriptor(item, `manifests[${at}]`);
    } catch (error) {
      if (error instanceof DocumentError) return error;
      throw error;
    }
  });
}

/** What a document needs that is no document: config and layers. */
export function blobsOf(document: OciDocument): readonly Descriptor[] {
  return document.kind === 'index' || document.config === undefined ? document.layers : [document.config, ...document.layers];
}

/** Everything a document points at, a subject left out. */
export function entriesOf(document: OciDocument): readonly Descriptor[] {
  return document.kind === 'index' ? [...document.manifests, ...document.layers] : blobsOf(document);
}

function isSchema1Type(mediaType: string): boolean {
  return mediaType === MEDIA.dockerSchema1 || mediaType === MEDIA.dockerSchema1Signed;
}

/** True for the media type of a manifest or an index, of schema 1 too. */
export function isDocumentType(mediaType: string): boolean {
  return isManifestType(mediaType) || isIndexType(mediaType) || isSchema1Type(mediaType);
}

/** Some tools call a manifest octet-stream, and new kinds of manifests may come. */
function mayBeDocument({ mediaType }: Descriptor): boolean {
  return isDocumentType(mediaType) || /manifest|index|octet-stream|application\/json/i.test(mediaType);
}

function kindOfType(mediaType: string): OciDocument['kind'] {
  return isIndexType(mediaType) ? 'index' : 'manifest';
}

function refuseSchema1(fields: JsonObject, mediaType: string | undefined): void {
  const version = fields['schemaVersion'];
  if (version === 1 || isPresent(fields['fsLayers']) || (mediaType !== undefined && isSchema1Type(mediaType))) {
    throw new DocumentError('it is a manifest of Docker schema 1, which `skopeo copy --format oci` makes one of today of');
  }
  if (isPresent(version) && version !== 2) throw new DocumentError('its schema version is not 2');
}

/** What the fields say it is, or undefined when they say nothing. */
function shapeOf(fields: JsonObject): OciDocument['kind'] | undefined {
  const [layers, config, blobs, manifests] = ['layers', 'config', 'blobs', 'manifests'].map((name) => isPresent(fields[name]));
  if (manifests && layers) throw new DocumentError('layers and manifests in one document');
  if (manifests && config) throw new DocumentError('config and manifests in one document');
  if (blobs && (manifests || layers || config))
    throw new DocumentError('blobs of an artifact manifest beside fields of another kind in one document');
  if (manifests) return 'index';
  return layers || config || blobs ? 'manifest' : undefined;
}

function readManifest(fields: JsonObject, mediaType: string): Manifest {
  const isArtifact = mediaType === MEDIA.ociArtifactManifest;
  const layersName = isArtifact ? 'blobs' : 'layers';
  if (!isArtifact && !isPresent(fields['config'])) throw new DocumentError('it has no config');
  return {
    kind: 'manifest',
    mediaType,
    ...(isArtifact ? {} : { config: parseDescriptor(fields['config'], 'config') }),
    layers: readDescriptors(fields[layersName], layersName),
    ...readCommon(fields),
  };
}

function readIndex(fields: JsonObject, mediaType: string): Index {
  const entries = Map.groupBy(readDescriptors(fields['manifests'], 'manifests'), mayBeDocument);
  return {
    kind: 'index',
    mediaType,
    manifests: entries.get(true) ?? [],
    layers: entries.get(false) ?? [],
    ...readCommon(fields),
  };
}

function readCommon(fields: JsonObject): Pick<OciDocument, 'artifactType' | 'subject' | 'annotations'> {
  const artifactType = optionalString(fields['artifactType'], 'artifactType');
  return {
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(isPresent(fields['subject']) ? { subject: parseDescriptor(fields['subject'], 'subject') } : {}),
    annotations: stringMap(fields['annotations'], 'annotations'),
  };
}

function readDescriptors(value: unknown, name: string): readonly Descriptor[] {
  return listed(value, name).map((item, at) => parseDescriptor(item, `${name}[${at}]`));
}

function listed(value: unknown, name: string): readonly unknown[] {
  const array = optionalArray(value, name);
  if (array.length > LIMIT_DESCRIPTORS) throw new DocumentError(`${name} holds more than ${LIMIT_DESCRIPTORS} descriptors`);
  return array;
}
