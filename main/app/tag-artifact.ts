// Room app: tags, set and removed by hand. Removing a tag never removes its artifact: it stays, untagged, and remembers.
import type { TagChange } from '../../preload/contract/model.ts';
import { refuseLocked, untagLock, writeLock } from '../catalog/locks.ts';
import { digestOfTag, isMember } from '../catalog/lookup.ts';
import { StowageError } from '../errors.ts';
import {
  familiarReference,
  familiarRepository,
  parseReference,
  type Reference,
  type Tag,
  tagReference,
  withDefaultTag,
} from '../oci/reference.ts';
import type { AppContext } from './context.ts';
import { refuseRead, resolveArtifact } from './resolve.ts';

/**
 * Gives an artifact a tag, in its own or another repository.
 * @throws StowageError reference-*, tag-needed, tag-conflict (with `onConflict` keep or fail), locked, store-read-only
 */
export function addTag(
  app: AppContext,
  input: { readonly source: string; readonly reference: string; readonly onConflict?: 'move' | 'keep' | 'fail' | undefined },
): TagChange {
  const store = app.openStore('existing');
  const { repository, tag } = taggedReference(input.reference);
  const reference = tagReference(repository, tag);
  const result: { change: TagChange | null } = { change: null };
  store.commit(() => {
    const source = resolveArtifact(store, input.source);
    const { digest } = source;
    const current = digestOfTag(store.catalog, repository, tag);
    if (current !== null && current !== digest && (input.onConflict ?? 'move') !== 'move') {
      throw new StowageError('tag-conflict', { reference, current, incoming: digest });
    }
    result.change = { reference, digest, previousDigest: current === digest ? null : current };
    if (current === digest) return null;
    // Each repository has its own locks: a tag in another one would get round that which keeps this from being read.
    if (!isMember(store.catalog, repository, digest)) refuseRead(store, source);
    const change = { repository, tag, from: current, to: digest };
    refuseLocked(writeLock(store.catalog, change), `${familiarRepository(repository)}:${tag}`, 'write');
    return { change: { operation: 'tag', tags: [change] } };
  });
  if (result.change === null) throw new StowageError('reference-not-found', { reference });
  return result.change;
}

/** Removes tags. @throws StowageError reference-invalid, tag-needed, reference-not-found, locked, store-read-only */
export function removeTags(app: AppContext, input: { readonly references: readonly string[] }): readonly TagChange[] {
  const store = app.openStore('existing');
  const changes: TagChange[] = [];
  store.commit(() => {
    changes.length = 0;
    const tags = input.references.map((text) => {
      const { repository, tag } = taggedReference(text);
      const digest = digestOfTag(store.catalog, repository, tag);
      if (digest === null)
        throw new StowageError('reference-not-found', { reference: `${familiarRepository(repository)}:${tag}` });
      refuseLocked(untagLock(store.catalog, repository, tag), `${familiarRepository(repository)}:${tag}`, 'delete');
      changes.push({ reference: tagReference(repository, tag), digest, previousDigest: digest });
      return { repository, tag, from: digest, to: null };
    });
    return { change: { operation: 'untag', tags } };
  });
  return changes;
}

function taggedReference(text: string): Reference & { readonly tag: Tag } {
  const reference = withDefaultTag(parseReference(text));
  const { tag } = reference;
  if (tag === undefined || reference.digest !== undefined)
    throw new StowageError('tag-needed', { reference: familiarReference(reference) });
  return { ...reference, tag };
}
