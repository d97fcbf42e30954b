// Room app: tags, set and removed by hand. Removing a tag never removes its artifact: it stays, untagged, and remembers.
import type { TagChange } from '../../preload/contract/model.ts';
import { StowageError } from '../errors.ts';
import { familiarReference, parseReference, type Reference, type Tag, tagReference, withDefaultTag } from '../oci/reference.ts';
import type { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';
import { resolveArtifact } from './resolve.ts';

/**
 * Gives an artifact a tag, in its own or another repository.
 * @throws StowageError reference-*, tag-needed, tag-conflict (with `onConflict` keep or fail), store-read-only
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
    const { digest } = resolveArtifact(store, input.source);
    const current = digestOfTag(store, repository, tag);
    if (current !== null && current !== digest && (input.onConflict ?? 'move') !== 'move') {
      throw new StowageError('tag-conflict', { reference, current, incoming: digest });
    }
    result.change = { reference, digest, previousDigest: current === digest ? null : current };
    if (current === digest) return null;
    return { change: { operation: 'tag', tags: [{ repository, tag, from: current, to: digest }] } };
  });
  if (result.change === null) throw new StowageError('reference-not-found', { reference });
  return result.change;
}

/** Removes tags. @throws StowageError reference-invalid, tag-needed, reference-not-found, store-read-only */
export function removeTags(app: AppContext, input: { readonly references: readonly string[] }): readonly TagChange[] {
  const store = app.openStore('existing');
  const changes: TagChange[] = [];
  store.commit(() => {
    changes.length = 0;
    const tags = input.references.map((text) => {
      const { repository, tag } = taggedReference(text);
      const digest = digestOfTag(store, repository, tag);
      if (digest === null) throw new StowageError('reference-not-found', { reference: text });
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

function digestOfTag(store: Store, repository: string, tag: string): string | null {
  const digest = store.catalog
    .sql('SELECT digest FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = ? AND tag.name = ?')
    .pluck()
    .get(repository, tag);
  return typeof digest === 'string' ? digest : null;
}
