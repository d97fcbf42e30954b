// Room renderer/format: the order in which tags are named: the ones that say most come first.

const natural = new Intl.Collator('en', { numeric: true });

/** Versions first, the newest in front; then words, `latest` last, since it says least. */
export function orderedTags(tags: readonly string[]): readonly string[] {
  if (tags.length < 2) return tags;
  return tags.toSorted((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? natural.compare(b, a) : natural.compare(a, b)));
}

function rank(tag: string): number {
  return tag === 'latest' ? 2 : /\d/.test(tag) ? 0 : 1;
}
