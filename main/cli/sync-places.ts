// Room cli: the sources and the destination of `stowage sync` as they are typed. Nothing is looked for: how a place is written says
// what it is.

/** A store's path is null for the open one; an archive's is `-` for standard input or output. */
export type TypedPlace =
  | { readonly kind: 'registry'; readonly reference: string }
  | { readonly kind: 'store'; readonly path: string | null }
  | { readonly kind: 'archive'; readonly path: string };

/** `store`, `store:DIR`, `archive:FILE`, a path or the name of an archive file; all else names a registry. */
export function readPlace(text: string): TypedPlace {
  if (text === 'store') return { kind: 'store', path: null };
  const [, prefix, path = ''] = /^(store|archive):(.+)$/s.exec(text) ?? [];
  if (prefix === 'store') return { kind: 'store', path };
  if (prefix === 'archive') return { kind: 'archive', path };
  // No reference begins with a dot or a slash.
  if (/^\.{0,2}\//.test(text) || /\.(tar|tar\.gz|tgz|tar\.zst)$/i.test(text)) return { kind: 'archive', path: text };
  return { kind: 'registry', reference: text };
}
