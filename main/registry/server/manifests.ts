// Room registry, server: manifests and indexes, by tag and by digest (OCI distribution spec, "Pulling manifests", "Pushing
// manifests", "Deleting"). They go out as they came in, byte for byte (I2), whatever the client accepts: a digest allows no other.
import { rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { joinLock, readLock, refuseLocked, untagLock, writeLock } from '../../catalog/locks.ts';
import { digestOfTag, hasManifest, indexesWith, isMember } from '../../catalog/lookup.ts';
import { artifactRows, companionClaims, deleteLocks, departing, removalRecords } from '../../catalog/removal.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestOf } from '../../oci/digest.ts';
import { DocumentError, entriesOf, type OciDocument, parseDocument } from '../../oci/document.ts';
import { isNonDistributable } from '../../oci/media-types.ts';
import { familiarRepository, parseTag, type Repository, type Tag } from '../../oci/reference.ts';
import type { Commit } from '../../store/commit.ts';
import { readDocumentBytes } from '../../store/facts.ts';
import type { Store } from '../../store/store.ts';
import { isKnown } from './blobs.ts';
import { RegistryError } from './registry-error.ts';
import type { ManifestName } from './route.ts';
import type { Uploads } from './uploads.ts';

/** Largest manifest that is taken: as much as the spec asks for, and no more than other registries take. */
export const maxManifestBytes = 4 << 20;

/** GET and HEAD. Returns what an index contains, else nothing. @throws RegistryError MANIFEST_UNKNOWN, DENIED */
export function sendManifest(
  store: Store,
  repository: Repository,
  reference: ManifestName,
  request: IncomingMessage,
  response: ServerResponse,
): readonly Digest[] {
  const digest = findManifest(store, repository, reference);
  refuseLocked(readLock(store.catalog, digest, repository), familiarRepository(repository), 'read');
  const bytes = readDocumentBytes(store.paths, digest);
  if (bytes === null || digestOf(bytes, digestAlgorithm(digest)) !== digest) throw unknownManifest(repository, reference);
  const document = parseDocument(bytes);
  const children = document.kind === 'index' ? document.manifests.map((child) => child.digest) : [];
  const headers = {
    'Docker-Content-Digest': digest,
    'Content-Type': document.mediaType,
    ETag: `"${digest}"`,
  };
  if (isKnown(request.headers['if-none-match'], digest)) {
    response.writeHead(304, headers).end();
    return children;
  }
  response.writeHead(200, { ...headers, 'Content-Length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
  return children;
}

/** What a manifest is put as. */
export interface ManifestPut {
  readonly repository: Repository;
  /** The name it goes by in URLs. */
  readonly name: string;
  readonly reference: ManifestName;
  /** Tags of the query (`?tag=a&tag=b`), set along with a digest. */
  readonly tags: readonly string[];
  readonly mediaType: string | undefined;
  readonly bytes: Buffer;
  /** Who pushed, for the log. */
  readonly client: string;
}

/**
 * Takes in a manifest: it is an artifact of the repository from now on. Blobs it names and nobody sent stay absent, recorded as
 * such (I5; the spec allows it). @throws RegistryError MANIFEST_INVALID, DIGEST_INVALID, DENIED
 */
export function putManifest(store: Store, uploads: Uploads, put: ManifestPut, response: ServerResponse): void {
  const { name, reference, bytes } = put;
  const algorithm = reference.kind === 'digest' ? digestAlgorithm(reference.digest) : 'sha256';
  const digest = digestOf(bytes, algorithm);
  if (reference.kind === 'digest' && reference.digest !== digest)
    throw new RegistryError(400, 'DIGEST_INVALID', 'The manifest does not match the digest', { detail: { digest } });
  const document = readPushed(bytes, put.mediaType);
  const tags = [...new Set([...(reference.kind === 'tag' ? [reference.tag] : []), ...put.tags.map(tagIn)])];
  const work = uploads.work();
  const path = work.newPath();
  const needed = [digest, ...entriesOf(document).map((descriptor) => descriptor.digest)];
  uploads.hold(needed);
  writeFileSync(path, bytes, { mode: 0o444, flag: 'wx', flush: true });
  try {
    store.commit(() => commitOf(store, put, { digest, document, tags, path }), work);
  } catch (error) {
    // What it only named is nothing to keep; what was pushed for it may be named again.
    uploads.letGo(needed.filter((part) => store.heldBytes(part) === null));
    throw error;
  } finally {
    rmSync(path, { force: true });
  }
  uploads.letGo(needed);
  if (document.subject !== undefined) response.setHeader('OCI-Subject', document.subject.digest);
  if (put.tags.length > 0) response.setHeader('OCI-Tag', put.tags);
  const location = `/v2/${name}/manifests/${digest}`;
  response.writeHead(201, { Location: location, 'Docker-Content-Digest': digest, 'Content-Length': 0 }).end();
}

interface Pushed {
  readonly digest: Digest;
  readonly document: OciDocument;
  readonly tags: readonly Tag[];
  readonly path: string;
}

function commitOf(store: Store, put: ManifestPut, { digest, document, tags, path }: Pushed): Commit | null {
  const { catalog } = store;
  const { repository, bytes } = put;
  const moves = tags
    .map((tag) => ({ repository, tag, from: digestOfTag(catalog, repository, tag), to: digest }))
    .filter((move) => move.from !== digest);
  const isNew = tags.length === 0 && !isMember(catalog, repository, digest);
  const held = store.heldBytes(digest) === bytes.length;
  if (moves.length === 0 && !isNew && held) return null;
  const name = familiarRepository(repository);
  if (isNew) refuseLocked(joinLock(catalog, repository, digest), name, 'write');
  for (const move of moves) refuseLocked(writeLock(catalog, move), `${name}:${move.tag}`, 'write');
  const absent = entriesOf(document)
    .filter((part) => store.fileBytes(part.digest) === null)
    .map((part) => ({ digest: part.digest, reason: absenceOf(document, part) }));
  return {
    change: {
      operation: 'push',
      source: put.client,
      tags: moves,
      add: isNew ? [{ repository, digest }] : [],
      ...(absent.length === 0 ? {} : { absent }),
    },
    publish: held ? [] : [{ digest, sizeBytes: bytes.length, path }],
    descriptors: [
      {
        mediaType: document.mediaType,
        digest,
        size: bytes.length,
        ...(document.artifactType === undefined ? {} : { artifactType: document.artifactType }),
      },
    ],
  };
}

function absenceOf(document: OciDocument, part: Descriptor): string {
  if (document.kind === 'index' && document.manifests.includes(part)) return 'platform';
  return isNonDistributable(part.mediaType) ? 'not-distributed' : 'unknown';
}

/**
 * DELETE: by tag the tag alone goes, by digest the artifact with its tags and what refers to it. Undo brings both back.
 * @throws RegistryError MANIFEST_UNKNOWN, DENIED (a lock, an index that contains it)
 */
export function deleteManifest(store: Store, uploads: Uploads, repository: Repository, reference: ManifestName): void {
  const { catalog } = store;
  const name = familiarRepository(repository);
  store.commit(() => {
    const digest = findManifest(store, repository, reference);
    if (reference.kind === 'digest') return removalOf(store, repository, digest);
    refuseLocked(untagLock(catalog, repository, reference.tag), `${name}:${reference.tag}`, 'delete');
    return { change: { operation: 'untag', tags: [{ repository, tag: reference.tag, from: digest, to: null }] } };
  }, uploads.work());
}

function removalOf({ catalog }: Store, repository: Repository, digest: Digest): Commit {
  const [index] = indexesWith(catalog, repository, digest);
  if (index !== undefined)
    throw new RegistryError(409, 'DENIED', `${digest} is part of ${index}, which would lose it`, { detail: { index } });
  const rows = new Map(artifactRows(catalog, digest, repository).map((row) => [row.id, row]));
  const claims = companionClaims(catalog, digest, repository);
  // Without a row of its own it is here for its subject.
  const drop = rows.size === 0 && claims.length === 0 ? [digest] : [];
  if (drop.length > 0 && artifactRows(catalog, digest, null).length > 0)
    throw new RegistryError(409, 'DENIED', `${digest} belongs to another repository, too`);
  const going = departing(catalog, rows, drop);
  const remove = removalRecords(catalog, rows, going, claims);
  const along = remove.filter((record) => record.repository === repository).map((record) => record.digest);
  const [lock] = deleteLocks(catalog, new Map([[repository, new Set([digest, ...going, ...along])]]));
  refuseLocked(lock ?? null, `${familiarRepository(repository)}@${digest}`, 'delete');
  return { change: { operation: 'remove', remove }, sweep: [...rows.keys()], drop };
}

/** @throws RegistryError MANIFEST_UNKNOWN */
function findManifest(store: Store, repository: Repository, reference: ManifestName): Digest {
  const digest = reference.kind === 'digest' ? reference.digest : digestOfTag(store.catalog, repository, reference.tag);
  if (digest === null || !hasManifest(store.catalog, repository, digest)) throw unknownManifest(repository, reference);
  return digest as Digest;
}

function unknownManifest(repository: Repository, reference: ManifestName): RegistryError {
  const named = reference.kind === 'tag' ? reference.tag : reference.digest;
  return new RegistryError(404, 'MANIFEST_UNKNOWN', `${familiarRepository(repository)} has no ${named}`, {
    detail: { repository, reference: named },
  });
}

function readPushed(bytes: Buffer, contentType: string | undefined): OciDocument {
  try {
    return parseDocument(bytes, contentType?.split(';')[0]?.trim());
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new RegistryError(400, 'MANIFEST_INVALID', `The manifest is not valid: ${error.reason}`);
  }
}

function tagIn(text: string): Tag {
  const tag = parseTag(text);
  if (tag === undefined)
    throw new RegistryError(400, 'MANIFEST_INVALID', 'This is not a valid tag', { detail: text.slice(0, 200) });
  return tag;
}
