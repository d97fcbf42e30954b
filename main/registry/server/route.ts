// Room registry, server: which of the distribution spec's end points a request is for ("Endpoints", end-1 to end-13), and which
// repository it names. Pure: it looks at the URL and nothing else.
import { type Digest, parseDigest } from '../../oci/digest.ts';
import { parseReference, parseTag, type Repository, type Tag } from '../../oci/reference.ts';
import { RegistryError } from './registry-error.ts';

/** What stands where the spec has `<reference>`. */
export type ManifestName = { readonly kind: 'tag'; readonly tag: Tag } | { readonly kind: 'digest'; readonly digest: Digest };

export type Route =
  | { readonly at: 'base' }
  | { readonly at: 'token' }
  | { readonly at: 'catalog' }
  | { readonly at: 'tags'; readonly repository: Repository; readonly name: string }
  | { readonly at: 'manifest'; readonly repository: Repository; readonly name: string; readonly reference: ManifestName }
  | { readonly at: 'blob'; readonly repository: Repository; readonly name: string; readonly digest: Digest }
  | { readonly at: 'uploads'; readonly repository: Repository; readonly name: string }
  | { readonly at: 'upload'; readonly repository: Repository; readonly name: string; readonly id: string }
  | { readonly at: 'referrers'; readonly repository: Repository; readonly name: string; readonly digest: Digest };

/** The spec's grammar of `<name>`. */
const name = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*';
const isName = new RegExp(`^${name}$`);
const shapes = [
  ['upload', /^(.+)\/blobs\/uploads\/([0-9a-zA-Z-]+)$/],
  ['uploads', /^(.+)\/blobs\/uploads\/?$/],
  ['blob', /^(.+)\/blobs\/([^/]+)$/],
  ['manifest', /^(.+)\/manifests\/([^/]+)$/],
  ['referrers', /^(.+)\/referrers\/([^/]+)$/],
  ['tags', /^(.+)\/tags\/list$/],
] as const;

/** A name, with the registry it is mirrored from where a client says so (containerd's `ns` parameter). */
const limitName = 255;

/**
 * Reads the URL. Null where there is no such end point.
 * @throws RegistryError NAME_INVALID, DIGEST_INVALID, MANIFEST_INVALID (a reference that is neither tag nor digest)
 */
export function routeOf(path: string, query: URLSearchParams): Route | null {
  if (path === '/v2/' || path === '/v2') return { at: 'base' };
  if (path === '/v2/_token') return { at: 'token' };
  if (path === '/v2/_catalog') return { at: 'catalog' };
  if (!path.startsWith('/v2/')) return null;
  // Names and digests need no escapes but `%3A` in a digest: everything else that is escaped is not one.
  const plain = path.slice('/v2/'.length).replaceAll(/%3a/gi, ':');
  for (const [at, shape] of shapes) {
    const match = shape.exec(plain);
    if (match === null) continue;
    const text = match[1] ?? '';
    const named = { repository: repositoryOf(text, query.get('ns')), name: text };
    const last = match[2] ?? '';
    if (at === 'uploads' || at === 'tags') return { at, ...named };
    if (at === 'upload') return { at, ...named, id: last };
    if (at === 'manifest') return { at, ...named, reference: manifestName(last) };
    return { at, ...named, digest: digestIn(last) };
  }
  return null;
}

/**
 * The store's repository for a name. `library/alpine`, `alpine` and `docker.io/library/alpine` are one, and so is
 * `library/alpine` with `ns=docker.io`. @throws RegistryError NAME_INVALID
 */
export function repositoryOf(text: string, mirrored: string | null): Repository {
  if (!isName.test(text)) throw new RegistryError(400, 'NAME_INVALID', 'This is not a valid repository name', { detail: text });
  const full = mirrored === null || mirrored === '' || text.startsWith(`${mirrored}/`) ? text : `${mirrored}/${text}`;
  try {
    const { repository, tag, digest } = parseReference(full);
    if (repository.length <= limitName && tag === undefined && digest === undefined) return repository;
  } catch {
    // Told below, in the spec's words.
  }
  throw new RegistryError(400, 'NAME_INVALID', 'This is not a valid repository name', { detail: full });
}

function manifestName(text: string): ManifestName {
  if (text.includes(':')) return { kind: 'digest', digest: digestIn(text) };
  const tag = parseTag(text);
  if (tag === undefined)
    throw new RegistryError(400, 'MANIFEST_INVALID', 'This is neither a tag nor a digest', { detail: text.slice(0, 200) });
  return { kind: 'tag', tag };
}

export function digestIn(text: string): Digest {
  const digest = parseDigest(text);
  if (digest === undefined)
    throw new RegistryError(400, 'DIGEST_INVALID', 'This is not a sha256 or sha512 digest', { detail: text.slice(0, 200) });
  return digest;
}
