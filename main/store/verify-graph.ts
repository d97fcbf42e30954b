// Room store: what the documents of the store say of their blobs: the size a descriptor gives, and what an image config says a
// layer unpacks to. It reads documents and configs, never layers, and judges nothing.
import { setImmediate } from 'node:timers/promises';
import { type Digest, digestAlgorithm, digestOf, isDigest } from '../oci/digest.ts';
import { type Manifest, type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { isLayerType, type LayerCompression, layerCompression } from '../oci/media-types.ts';
import { partsOf } from './document-parts.ts';
import { readConfig, readDocumentBytes } from './facts.ts';
import type { StorePaths } from './paths.ts';

/** All that is said of one blob; sound documents say one size, and one diff ID of a layer. */
export interface Expected {
  readonly sizes: ReadonlySet<number>;
  readonly diffIds: ReadonlySet<Digest>;
  /** What to unpack to come to the diff ID. */
  readonly compression: LayerCompression | null;
}

interface Gathered {
  readonly sizes: Set<number>;
  readonly diffIds: Set<Digest>;
  compression: LayerCompression | null;
}

/** The event loop gets its turn after so many documents. */
const documentsAtOnce = 64;

/** What `documents` say of the blobs they point at, by digest. With `deep`, diff IDs too. Documents that cannot be read say nothing. */
export async function readExpectations(
  paths: StorePaths,
  documents: readonly string[],
  deep: boolean,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Expected>> {
  const expected = new Map<string, Gathered>();
  const of = (digest: string): Gathered => {
    const known = expected.get(digest) ?? { sizes: new Set(), diffIds: new Set(), compression: null };
    expected.set(digest, known);
    return known;
  };
  for (const [position, digest] of documents.entries()) {
    if (position % documentsAtOnce === 0) await setImmediate();
    signal.throwIfAborted();
    const document = isDigest(digest) ? soundDocument(paths, digest) : null;
    if (document === null) continue;
    for (const part of partsOf(document)) of(part.digest).sizes.add(part.sizeBytes);
    if (deep && document.kind === 'manifest') addDiffIds(paths, document, of);
  }
  return expected;
}

/** Pairs layers with diff IDs, where each layer is one and the config has as many. */
function addDiffIds(paths: StorePaths, manifest: Manifest, of: (digest: string) => Gathered): void {
  const diffIds = readConfig(paths, manifest.config)?.diffIds ?? [];
  if (diffIds.length !== manifest.layers.length || !manifest.layers.every((layer) => isLayerType(layer.mediaType))) return;
  manifest.layers.forEach((layer, position) => {
    const diffId = diffIds[position];
    // Of an encrypted layer nobody can say, and no registered tool writes diff IDs of another algorithm.
    const compression = layerCompression(layer.mediaType);
    if (diffId === undefined || compression === undefined || digestAlgorithm(diffId) !== 'sha256') return;
    const gathered = of(layer.digest);
    gathered.diffIds.add(diffId);
    gathered.compression = compression;
  });
}

function soundDocument(paths: StorePaths, digest: Digest): OciDocument | null {
  try {
    const bytes = readDocumentBytes(paths, digest);
    return bytes === null || digestOf(bytes, digestAlgorithm(digest)) !== digest ? null : parseDocument(bytes);
  } catch (error) {
    if (error instanceof DocumentError) return null;
    throw error;
  }
}
