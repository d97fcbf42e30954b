// Room app: from a digest, or the beginning of one, to the one blob that a person means.
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';

/**
 * `which` is `here` for blobs whose file is there, `known` also for those that something needs or that are damaged.
 * @throws StowageError blob-not-found, reference-ambiguous
 */
export function findBlob(store: Store, text: string, which: 'here' | 'known'): Digest {
  const prefix = text.includes(':') ? text : `sha256:${text}`;
  if (!/^sha(256|512):[0-9a-f]{6,}$/.test(prefix)) throw new StowageError('blob-not-found', { digest: text });
  const found = store.catalog
    .sql(
      `SELECT digest FROM blob WHERE digest >= @from AND digest < @to AND (present = 1 OR @known = 1)
       UNION SELECT digest FROM damage WHERE digest >= @from AND digest < @to AND @known = 1 LIMIT 10`,
    )
    .pluck()
    .all({ from: prefix, to: `${prefix}g`, known: which === 'known' ? 1 : 0 }) as string[];
  if (found.length > 1) throw new StowageError('reference-ambiguous', { reference: text, matches: found.join(', ') });
  const [digest] = found;
  if (digest === undefined || !isDigest(digest)) throw new StowageError('blob-not-found', { digest: text });
  return digest;
}
