// Room main/oci: names as archives carry them, sorted into what they can mean. It decides nothing about which of several names
// wins; the reader of the archive does.
import { isStowageError } from '../errors.ts';
import { type Digest, isDigest } from './digest.ts';
import { DEFAULT_TAG, parseReference, type Repository, type Tag } from './reference.ts';

/** Where the name stood: `io.containerd.image.name`, `org.opencontainers.image.ref.name`, or `RepoTags` of manifest.json. */
export type NameEvidence = 'containerd' | 'ref-name' | 'repo-tag';

export type ArchiveName =
  | { readonly kind: 'full'; readonly repository: Repository; readonly tag: Tag }
  | { readonly kind: 'tag-only'; readonly tag: Tag }
  | { readonly kind: 'by-digest'; readonly repository: Repository; readonly digest: Digest }
  | { readonly kind: 'empty' }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * A `ref-name` of one word (`1.2.0`, `multi`) is `tag-only`: docker, skopeo, oras and umoci all write that. Any other name is a reference by Docker's rules, `latest` when it has neither tag nor digest. `name@digest` without a tag is `by-digest`.
 * `empty` is no name at all: the empty string, and a bare digest, which the Kubernetes interface of containerd writes as a name.
 */
export function classifyName(raw: string, evidence: NameEvidence): ArchiveName {
  if (raw === '' || isDigest(raw)) return { kind: 'empty' };
  const isWord = evidence === 'ref-name' && !/[/:@]/.test(raw);
  try {
    const { repository, tag, digest } = parseReference(isWord ? `of:${raw}` : raw);
    if (isWord && tag !== undefined) return { kind: 'tag-only', tag };
    if (tag === undefined && digest !== undefined) return { kind: 'by-digest', repository, digest };
    return { kind: 'full', repository, tag: tag ?? DEFAULT_TAG };
  } catch (error) {
    if (!isStowageError(error, 'reference-invalid')) throw error;
    return { kind: 'invalid', reason: error.params.reason };
  }
}
