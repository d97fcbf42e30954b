// Room registry, server: what can be listed (OCI distribution spec, "Content discovery"): tags, referrers, and the catalog that
// Docker's registry has and the spec does not. Answers are pages where the client asks for pages.
import type { ServerResponse } from 'node:http';
import { readLock } from '../../catalog/locks.ts';
import { referrersOf } from '../../catalog/lookup.ts';
import { listRepositories, tagNames } from '../../catalog/queries.ts';
import { digestAlgorithm, digestOf, isDigest } from '../../oci/digest.ts';
import { DocumentError, type OciDocument, parseDocument } from '../../oci/document.ts';
import { MEDIA } from '../../oci/media-types.ts';
import { familiarRepository, type Repository } from '../../oci/reference.ts';
import { readDocumentBytes } from '../../store/facts.ts';
import type { Store } from '../../store/store.ts';
import { RegistryError } from './registry-error.ts';

/** @throws RegistryError NAME_UNKNOWN */
export function sendTags(
  store: Store,
  repository: Repository,
  name: string,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const known = tagNames(store.catalog, repository);
  if (known.length === 0) {
    const { items } = listRepositories(store.catalog, (text) => text, { filter: repository });
    if (!items.some((item) => item.repository === repository))
      throw new RegistryError(404, 'NAME_UNKNOWN', `There is no repository ${repository}`, { detail: { name } });
  }
  const page = pageOf(known, query);
  sendJson(response, { name, tags: page.items }, page.next === null ? null : `/v2/${name}/tags/list?${page.next}`);
}

/** Repositories by the name a client pulls them with. */
export function sendCatalog(store: Store, query: URLSearchParams, response: ServerResponse): void {
  const { items } = listRepositories(store.catalog, (text) => familiarRepository(text as Repository), {});
  const names = items.map(({ familiar }) => familiar).filter((name) => !name.includes(':'));
  const page = pageOf(names, query);
  sendJson(response, { repositories: page.items }, page.next === null ? null : `/v2/_catalog?${page.next}`);
}

/** Referrers of a subject, here or not, as an index; none is an empty one. */
export function sendReferrers(
  store: Store,
  repository: Repository,
  subject: string,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const wanted = query.get('artifactType');
  const all = referrersOf(store.catalog, repository, subject)
    .filter((digest) => readLock(store.catalog, digest, repository) === null)
    .flatMap((digest) => descriptorOf(store, digest));
  const manifests = wanted === null ? all : all.filter(({ artifactType }) => artifactType === wanted);
  if (wanted !== null) response.setHeader('OCI-Filters-Applied', 'artifactType');
  sendJson(response, { schemaVersion: 2, mediaType: MEDIA.ociIndex, manifests }, null, MEDIA.ociIndex);
}

interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function descriptorOf(store: Store, digest: string): readonly ReferrerDescriptor[] {
  const bytes = isDigest(digest) ? readDocumentBytes(store.paths, digest) : null;
  if (bytes === null || !isDigest(digest) || digestOf(bytes, digestAlgorithm(digest)) !== digest) return [];
  try {
    const document = parseDocument(bytes);
    const artifactType = referrerType(document);
    return [
      {
        mediaType: document.mediaType,
        digest,
        size: bytes.length,
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(Object.keys(document.annotations).length === 0 ? {} : { annotations: document.annotations }),
      },
    ];
  } catch (error) {
    if (error instanceof DocumentError) return [];
    throw error;
  }
}

/** An image manifest without an artifact type counts by its config's media type (spec, "Listing referrers"). */
function referrerType(document: OciDocument): string | undefined {
  if (document.artifactType !== undefined && document.artifactType !== '') return document.artifactType;
  return document.kind === 'manifest' ? document.config?.mediaType : undefined;
}

/** `n` items after `last`, in the order of their bytes. `next` is the query of the page after it. */
function pageOf(
  names: readonly string[],
  query: URLSearchParams,
): { readonly items: readonly string[]; readonly next: string | null } {
  const last = query.get('last');
  const limit = limitIn(query.get('n'));
  const after = names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).filter((name) => last === null || name > last);
  if (limit === null || after.length <= limit) return { items: after, next: null };
  const items = after.slice(0, limit);
  const end = items.at(-1);
  if (end === undefined) return { items, next: null };
  // Whatever else was asked (`ns`) holds for the next page, too.
  const next = new URLSearchParams(query);
  next.set('last', end);
  return { items, next: next.toString() };
}

function limitIn(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text))
    throw new RegistryError(400, 'UNSUPPORTED', 'n must be a number', { detail: { n: text.slice(0, 50) } });
  return Number(text);
}

function sendJson(response: ServerResponse, value: unknown, next: string | null, type = 'application/json'): void {
  const body = Buffer.from(JSON.stringify(value));
  if (next !== null) response.setHeader('Link', `<${next}>; rel="next"`);
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length });
  response.end(body);
}
