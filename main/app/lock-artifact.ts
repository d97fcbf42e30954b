// Room app: sets, lifts and lists locks. What a lock forbids is said in catalog/locks.ts and honoured where it happens.
import type { LockInfo, LockSwitches } from '../../preload/contract/upkeep-model.ts';
import { type LockHolder, lockOf, listLocks as locksOf } from '../catalog/locks.ts';
import { digestOfTag } from '../catalog/lookup.ts';
import { findRepository } from '../catalog/queries.ts';
import { StowageError } from '../errors.ts';
import { isDigest } from '../oci/digest.ts';
import { familiarRepository, parseReference, type Repository } from '../oci/reference.ts';
import type { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';
import { byDigestPrefix } from './resolve.ts';

type GivenSwitches = { readonly [Name in keyof LockSwitches]?: LockSwitches[Name] | undefined };

const open: LockSwitches = { deleteEnabled: true, writeEnabled: true, listEnabled: true, readEnabled: true };
/** A digest, or the beginning of one, with its algorithm or without. */
const digestPart = /^(sha256:|sha512:)?[0-9a-f]{6,128}$/;
const switchNames = Object.keys(open) as (keyof LockSwitches)[];

/**
 * Sets switches of a repository (a name alone is one here), a tag, or an artifact: `repository@digest`, or a digest that one
 * repository has; the beginning of a digest will do. Returns the lock as it is now, or null where everything is enabled.
 * @throws StowageError reference-*, repository-not-found, store-read-only
 */
export function setLock(app: AppContext, input: GivenSwitches & { readonly reference: string }): LockInfo | null {
  const store = app.openStore('existing');
  const found: { holder: LockHolder | null } = { holder: null };
  store.commit(() => {
    const holder = holderOf(store, input.reference);
    found.holder = holder;
    const before = lockOf(store.catalog, holder)?.switches ?? open;
    const after = Object.fromEntries(switchNames.map((name) => [name, input[name] ?? before[name]])) as unknown as LockSwitches;
    if (switchNames.every((name) => after[name] === before[name])) return null;
    const isOpen = switchNames.every((name) => after[name]);
    return { change: { operation: isOpen ? 'unlock' : 'lock', locks: [{ ...holder, switches: isOpen ? null : after }] } };
  });
  return found.holder === null ? null : lockOf(store.catalog, found.holder);
}

/** Every lock, also on what stands in no list. */
export function listLocks(app: AppContext): readonly LockInfo[] {
  return locksOf(app.openStore('existing').catalog);
}

/** What is asked for is there, or has a lock from when it was. */
function holderOf(store: Store, text: string): LockHolder {
  const at = text.indexOf('@');
  if (at > 0) return artifactHolder(store, text, text.slice(at + 1), parseReference(text.slice(0, at)).repository);
  // 64 hexadecimal characters are no name.
  if (/^[0-9a-f]{64}$/.test(text)) return artifactHolder(store, text, text, null);
  const { repository, tag = null } = parseReference(text);
  const holder: LockHolder = { repository, tag, digest: null };
  const isThere =
    tag === null ? findRepository(store.catalog, repository) !== null : digestOfTag(store.catalog, repository, tag) !== null;
  if (isThere || lockOf(store.catalog, holder) !== null) return holder;
  if (digestPart.test(text)) return artifactHolder(store, text, text, null);
  const name = familiarRepository(repository);
  if (tag === null) throw new StowageError('repository-not-found', { repository: name });
  throw new StowageError('reference-not-found', { reference: `${name}:${tag}` });
}

function artifactHolder(store: Store, text: string, digestText: string, repository: Repository | null): LockHolder {
  const homes = homesOf(store, digestIn(store, text, digestText), repository);
  const [home] = homes;
  if (home === undefined) throw new StowageError('reference-not-found', { reference: text });
  if (homes.length > 1) {
    const matches = homes.map((each) => `${each.repository}@${each.digest}`).join(', ');
    throw new StowageError('reference-ambiguous', { reference: text, matches });
  }
  return { ...home, tag: null };
}

function digestIn(store: Store, text: string, digestText: string): string {
  if (isDigest(digestText)) return digestText;
  if (!digestPart.test(digestText)) return parseReference(text).digest ?? digestText;
  const digest = byDigestPrefix(store, digestText);
  if (digest === null) throw new StowageError('reference-not-found', { reference: text });
  return digest;
}

/** Repositories that have the artifact, or a lock on it. */
function homesOf(
  store: Store,
  digest: string,
  repository: string | null,
): readonly { readonly repository: string; readonly digest: string }[] {
  return store.catalog
    .sql(
      `SELECT repository.name AS repository, blob.digest FROM artifact JOIN blob ON blob.id = blob_id JOIN repository ON repository.id = repository_id
         WHERE blob.digest = @digest AND (@repository IS NULL OR repository.name = @repository)
       UNION SELECT repository, digest FROM lock WHERE digest = @digest AND (@repository IS NULL OR repository = @repository) ORDER BY 1`,
    )
    .all({ digest, repository }) as { repository: string; digest: string }[];
}
