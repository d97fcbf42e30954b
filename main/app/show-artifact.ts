// Room app: everything one artifact shows: its row, one platform's image with config, layers and history, referrers, and
// what it lacks; and its manifest as it is stored.
import type {
  ArtifactDetail,
  ArtifactSummary,
  ImageDetail,
  LayerInfo,
  ManifestText,
  ReferrerInfo,
  RunSettings,
} from '../../preload/contract/model.ts';
import { companionSubjects } from '../catalog/companions.ts';
import { tagsOf } from '../catalog/lookup.ts';
import { listArtifacts } from '../catalog/queries.ts';
import { StowageError } from '../errors.ts';
import { subjectKey } from '../oci/companion-tag.ts';
import { type Digest, digestAlgorithm, digestOf, isDigest } from '../oci/digest.ts';
import { type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { alignHistory, type ImageConfig } from '../oci/image-config.ts';
import { layerCompression } from '../oci/media-types.ts';
import { readConfig, readDocumentBytes } from '../store/facts.ts';
import type { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';
import { imageFor, isComplete, type ResolvedArtifact, resolveArtifact, resolveReadable } from './resolve.ts';

/** @throws StowageError reference-*, platform-* */
export function showArtifact(
  app: AppContext,
  input: { readonly reference: string; readonly platform?: string | undefined },
): ArtifactDetail {
  const store = app.openStore('existing');
  const artifact = resolveArtifact(store, input.reference);
  const row = rowOf(store, artifact.digest, artifact.repository);
  const image = imageFor(store, artifact, input.platform);
  const document = readStored(store, artifact.digest)?.document;
  return {
    ...row,
    annotations: document?.annotations ?? {},
    subject: document?.subject?.digest ?? companionSubjects(store.catalog, artifact.digest)[0] ?? null,
    image: image === null ? null : imageDetail(store, image),
    referrerList: referrersOf(store, artifact),
    containedIn: containersOf(store, artifact.digest),
    absent: absentOf(store, artifact.digest),
  };
}

/** The bytes of a manifest or index; with a platform, of that platform's manifest. @throws StowageError reference-*, platform-*, locked, blob-not-found */
export function readManifest(
  app: AppContext,
  input: { readonly reference: string; readonly platform?: string | undefined },
): ManifestText {
  const store = app.openStore('existing');
  const artifact = resolveReadable(store, input.reference);
  const digest = input.platform === undefined ? artifact.digest : (imageFor(store, artifact, input.platform) ?? artifact.digest);
  const stored = readStored(store, digest);
  if (stored === null) throw new StowageError('blob-not-found', { digest });
  return documentText(digest, stored.document?.mediaType ?? '', stored.bytes);
}

/**
 * The bytes of an image's or artifact's config; of an index, of the platform's image.
 * @throws StowageError reference-*, platform-*, locked, not-an-image where there is no config, blob-not-found
 */
export function readConfigText(
  app: AppContext,
  input: { readonly reference: string; readonly platform?: string | undefined },
): ManifestText {
  const store = app.openStore('existing');
  const artifact = resolveReadable(store, input.reference);
  const manifest = imageFor(store, artifact, input.platform) ?? artifact.digest;
  const stored = readStored(store, manifest);
  const config = stored?.document !== undefined && 'config' in stored.document ? stored.document.config : undefined;
  if (config === undefined) throw new StowageError('not-an-image', { reference: artifact.label, kind: 'artifact' });
  const bytes = readDocumentBytes(store.paths, config.digest);
  if (bytes === null) throw new StowageError('blob-not-found', { digest: config.digest });
  return documentText(config.digest, config.mediaType, bytes);
}

function documentText(digest: Digest, mediaType: string, bytes: Buffer): ManifestText {
  return { digest, mediaType, text: bytes.toString('utf8'), digestMatches: digestOf(bytes, digestAlgorithm(digest)) === digest };
}

/** The artifact's row; a child or referrer, which has none of its own, gets one made from its document. */
function rowOf(store: Store, digest: Digest, repository: string | null): ArtifactSummary {
  const { items } = listArtifacts(store.catalog, { digest, ...(repository === null ? {} : { repository }) });
  const [row] = items;
  if (row !== undefined) return row;
  const part = store.catalog
    .sql(
      `SELECT media_type AS mediaType, artifact_type AS artifactType, artifact_kind AS kind, created_at AS createdAt, layer_count AS layerCount,
         stored_bytes + coalesce((SELECT sum(stored_bytes) FROM blob WHERE id IN (SELECT child_id FROM edge WHERE parent_id = document.blob_id)), 0) AS sizeBytes
       FROM document JOIN blob ON blob.id = blob_id WHERE digest = ?`,
    )
    .get(digest) as
    | Pick<ArtifactSummary, 'mediaType' | 'artifactType' | 'kind' | 'createdAt' | 'layerCount' | 'sizeBytes'>
    | undefined;
  if (part === undefined) throw new StowageError('reference-not-found', { reference: digest });
  return {
    ...part,
    repository,
    digest,
    tags: repository === null ? [] : tagsOf(store.catalog, repository, digest),
    formerTags: [],
    platforms: [],
    uniqueBytes: 0,
    addedAt: '',
    untaggedAt: null,
    source: null,
    referrers: { signature: 0, sbom: 0, attestation: 0, other: 0 },
    absentCount: isComplete(store, digest) ? 0 : 1,
    damagedCount: 0,
    locked: null,
    restoredAt: null,
  };
}

function imageDetail(store: Store, digest: Digest): ImageDetail | null {
  const document = readStored(store, digest)?.document;
  if (document === undefined || (document.kind === 'index' && document.layers.length === 0)) return null;
  const listed = document.kind === 'manifest' ? document.config : undefined;
  const config = readConfig(store.paths, listed);
  const { lines, exact } = config === null ? { lines: [], exact: true } : alignHistory(config, document.layers.length);
  const platform = store.catalog
    .sql(
      "SELECT coalesce((SELECT platform FROM edge WHERE child_id = id AND role = 'child' AND platform IS NOT NULL LIMIT 1), document.platform) FROM document JOIN blob ON blob.id = blob_id WHERE digest = ?",
    )
    .pluck()
    .get(digest);
  return {
    platform: typeof platform === 'string' ? platform : null,
    digest,
    mediaType: document.mediaType,
    configDigest: listed?.digest ?? null,
    configMediaType: listed?.mediaType ?? null,
    present: isComplete(store, digest),
    sizeBytes: imageBytes(store, digest),
    createdAt: config?.created ?? null,
    author: config?.author ?? null,
    run: config === null ? null : runSettings(config),
    layers: layersOf(store, document, config),
    history: lines.map((line) => ({
      line: line.line,
      instruction: line.instruction,
      text: line.text,
      createdAt: line.createdAt ?? null,
      comment: line.comment ?? null,
      layerNumber: line.layerNumber ?? null,
    })),
    historyExact: exact,
  };
}

function layersOf(store: Store, document: OciDocument, config: ImageConfig | null): readonly LayerInfo[] {
  const row = store.catalog.sql('SELECT present, artifact_refs AS artifacts FROM blob WHERE digest = ?');
  return document.layers.map((layer, position): LayerInfo => {
    const { present, artifacts } = (row.get(layer.digest) as { present: number; artifacts: number } | undefined) ?? {
      present: 0,
      artifacts: 0,
    };
    const compression = layerCompression(layer.mediaType) ?? 'other';
    return {
      number: position + 1,
      digest: layer.digest,
      diffId: config?.diffIds[position] ?? null,
      mediaType: layer.mediaType,
      compression,
      sizeBytes: layer.size,
      unpackedBytes: compression === 'none' ? layer.size : null,
      present: present === 1,
      sharedWith: Math.max(0, artifacts - 1),
      title: layer.annotations?.['org.opencontainers.image.title'] ?? null,
      urls: layer.urls ?? [],
    };
  });
}

function runSettings({ run }: ImageConfig): RunSettings {
  return {
    user: run.user ?? null,
    workingDir: run.workingDir ?? null,
    entrypoint: run.entrypoint ?? [],
    cmd: run.cmd ?? [],
    env: run.env ?? [],
    ports: run.exposedPorts ?? [],
    volumes: run.volumes ?? [],
    labels: run.labels ?? {},
    stopSignal: run.stopSignal ?? null,
    healthcheck: run.healthcheck?.test ?? [],
  };
}

function imageBytes(store: Store, digest: string): number {
  return Number(
    store.catalog
      .sql(
        'SELECT stored_bytes + coalesce((SELECT sum(stored_bytes) FROM blob WHERE id IN (SELECT child_id FROM edge WHERE parent_id = own.id)), 0) FROM blob AS own WHERE digest = ?',
      )
      .pluck()
      .get(digest) ?? 0,
  );
}

/** Manifests with this subject, attestation manifests that stand in the index beside what they attest, and companions. */
function referrersOf(store: Store, { digest, repository }: ResolvedArtifact): readonly ReferrerInfo[] {
  const rows = store.catalog
    .sql(
      `SELECT blob.digest, media_type AS mediaType, artifact_type AS artifactType, referrer_kind AS kind, created_at AS createdAt
         FROM document JOIN blob ON blob.id = blob_id WHERE subject = @digest
       UNION SELECT child.digest, coalesce(document.media_type, ''), document.artifact_type, 'attestation', document.created_at
         FROM blob AS own JOIN edge ON edge.parent_id = own.id AND edge.attestation = 1 JOIN blob AS child ON child.id = edge.child_id
         LEFT JOIN document ON document.blob_id = child.id WHERE own.digest = @digest
       UNION SELECT blob.digest, media_type, artifact_type, min(companion.kind), created_at
         FROM companion JOIN repository ON repository.id = repository_id JOIN blob ON blob.digest = companion.digest JOIN document ON blob_id = blob.id
         WHERE companion.subject = @key AND companion.kind <> 'referrers' AND document.subject IS NOT @digest
           AND (@repository IS NULL OR repository.name = @repository) GROUP BY blob.digest ORDER BY 1`,
    )
    .all({ digest, key: subjectKey(digest), repository }) as Omit<ReferrerInfo, 'sizeBytes' | 'annotations'>[];
  return rows.map((row) => ({
    ...row,
    sizeBytes: imageBytes(store, row.digest),
    annotations: readStored(store, row.digest)?.document?.annotations ?? {},
  }));
}

function containersOf(store: Store, digest: string): readonly string[] {
  return store.catalog
    .sql(
      "SELECT DISTINCT parent.digest FROM blob JOIN edge ON edge.child_id = blob.id AND edge.role = 'child' JOIN blob AS parent ON parent.id = edge.parent_id WHERE blob.digest = ? ORDER BY 1",
    )
    .pluck()
    .all(digest) as string[];
}

function absentOf(store: Store, digest: string): ArtifactDetail['absent'] {
  const rows = store.catalog
    .sql(
      `SELECT DISTINCT missing.digest, CASE WHEN damage.digest IS NULL THEN coalesce(absence.reason, 'unknown') ELSE 'damaged' END AS reason FROM blob JOIN artifact ON artifact.blob_id = blob.id
       JOIN reach ON reach.artifact_id = artifact.id JOIN blob AS missing ON missing.id = reach.blob_id AND missing.present = 0
       LEFT JOIN absence ON absence.digest = missing.digest LEFT JOIN damage ON damage.digest = missing.digest WHERE blob.digest = ? ORDER BY 1`,
    )
    .all(digest);
  return rows as ArtifactDetail['absent'];
}

/** A stored document and its bytes; the document is missing where it cannot be parsed, null where the blob is not there. */
function readStored(
  store: Store,
  digest: string,
): { readonly bytes: Buffer; readonly document?: ReturnType<typeof parseDocument> } | null {
  if (!isDigest(digest)) return null;
  const bytes = readDocumentBytes(store.paths, digest);
  if (bytes === null) return null;
  try {
    return { bytes, document: parseDocument(bytes) };
  } catch (error) {
    if (error instanceof DocumentError) return { bytes };
    throw error;
  }
}
