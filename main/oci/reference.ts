// Room main/oci: image references by Docker's rules (the grammar and normalisation of github.com/distribution/reference), full
// form inside, familiar form for people. It adds no tag by itself and asks nobody whether a name exists.
import { StowageError } from '../errors.ts';
import { type Digest, parseDigest } from './digest.ts';

/** A full repository name with its registry: `docker.io/library/alpine`, at most 255 characters. */
export type Repository = string & { readonly __brand: 'Repository' };

/** `[A-Za-z0-9_]` and then up to 127 of `[A-Za-z0-9_.-]`. */
export type Tag = string & { readonly __brand: 'Tag' };

/** `repository` is `registry` + `/` + `path`. */
export interface Reference {
  readonly repository: Repository;
  readonly registry: string;
  readonly path: string;
  readonly tag?: Tag;
  readonly digest?: Digest;
}

/** What Docker means when a name has neither tag nor digest. */
export const DEFAULT_TAG = 'latest' as Tag;

const HUB = 'docker.io';
const LEGACY_HUB = 'index.docker.io';
const OFFICIAL = 'library/';
// The distribution spec ("Pulling manifests") warns that many clients limit registry and name together.
const LIMIT_NAME = 255;

const IDENTIFIER = /^[0-9a-f]{64}$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DOMAIN_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const REGISTRY = new RegExp(`^(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH = /^[a-z0-9]+(?:(?:\/|[._]|__|-+)[a-z0-9]+)*$/;

/** Reads `[registry/]repository[:tag][@digest]`, familiar or full. Throws `reference-invalid`. */
export function parseReference(text: string): Reference {
  const reference = readReference(text);
  if (typeof reference === 'string') throw new StowageError('reference-invalid', { reference: text, reason: reference });
  return reference;
}

/** Reads a repository alone. Throws `reference-invalid`, also for a tag or a digest behind the name. */
export function parseRepository(text: string): Repository {
  const reference = parseReference(text);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    throw new StowageError('reference-invalid', { reference: text, reason: 'a repository has no tag or digest' });
  }
  return reference.repository;
}

export function parseTag(text: string): Tag | undefined {
  return TAG.test(text) ? (text as Tag) : undefined;
}

/** Adds `latest` when the reference has neither tag nor digest. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: DEFAULT_TAG } : reference;
}

export function formatReference(reference: Reference): string {
  return reference.repository + suffix(reference);
}

export function familiarReference(reference: Reference): string {
  return familiarRepository(reference.repository) + suffix(reference);
}

/**
 * What Docker shows: `docker.io/library/alpine` is `alpine`, `docker.io/foo/bar` is `foo/bar`, other registries stay. A short
 * form that would read back as another repository (`docker.io/localhost/app`, 64 hex characters) stays full, unlike Docker's.
 */
export function familiarRepository(repository: Repository): string {
  if (!repository.startsWith(`${HUB}/`)) return repository;
  const path = repository.slice(HUB.length + 1);
  const isOfficial = path.startsWith(OFFICIAL) && !path.includes('/', OFFICIAL.length);
  const short = isOfficial ? path.slice(OFFICIAL.length) : path;
  const back = readReference(short);
  return typeof back !== 'string' && back.repository === repository ? short : repository;
}

export function tagReference(repository: Repository, tag: Tag): string {
  return `${repository}:${tag}`;
}

function suffix(reference: Reference): string {
  return (
    (reference.tag === undefined ? '' : `:${reference.tag}`) + (reference.digest === undefined ? '' : `@${reference.digest}`)
  );
}

/** The reference, or why it is none. */
function readReference(text: string): Reference | string {
  if (text === '') return 'it is empty';
  if (IDENTIFIER.test(text)) return '64 hexadecimal characters are an image ID, not a name';
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : parseDigest(text.slice(at + 1));
  if (at !== -1 && digest === undefined) return 'what follows @ is not a sha256 or sha512 digest';

  const { registry, remainder } = splitRegistry(at === -1 ? text : text.slice(0, at));
  const colon = remainder.indexOf(':');
  const tag = colon === -1 ? undefined : parseTag(remainder.slice(colon + 1));
  if (colon !== -1 && tag === undefined) return reasonAgainstTag(remainder.slice(colon + 1));

  const path = colon === -1 ? remainder : remainder.slice(0, colon);
  const reason = reasonAgainstName(registry, path);
  if (reason !== undefined) return reason;
  const repository = `${registry}/${path}` as Repository;
  return { repository, registry, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Docker's splitDockerDomain: what stands before the first slash is a registry only if it cannot be a namespace. */
function splitRegistry(name: string): { readonly registry: string; readonly remainder: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isRegistry = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  if (isRegistry && first !== HUB && first !== LEGACY_HUB) return { registry: first, remainder: name.slice(slash + 1) };
  const remainder = isRegistry ? name.slice(slash + 1) : name;
  return { registry: HUB, remainder: remainder.includes('/') ? remainder : OFFICIAL + remainder };
}

function reasonAgainstTag(tag: string): string {
  if (tag === '') return 'the tag is empty';
  return tag.length > 128 ? 'the tag is longer than 128 characters' : 'the tag has characters a tag may not have';
}

function reasonAgainstName(registry: string, path: string): string | undefined {
  if (registry.length + 1 + path.length > LIMIT_NAME) return `the repository name is longer than ${LIMIT_NAME} characters`;
  if (!REGISTRY.test(registry)) return 'the registry is not a valid host name';
  if (path === '' || path === OFFICIAL) return 'the repository name is empty';
  if (path !== path.toLowerCase()) return 'the repository name has upper-case letters';
  return PATH.test(path) ? undefined : 'the repository name has characters or separators a name may not have';
}
