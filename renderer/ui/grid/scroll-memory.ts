// Room renderer/ui: where each list was scrolled to. The last hundred lists are kept, in one entry of localStorage.

const entry = 'stowage.scroll';
const keptLists = 100;
const offsets = load();

export function scrollOffsetOf(key: string): number {
  return offsets.get(key) ?? 0;
}

export function rememberScroll(key: string, offset: number): void {
  offsets.delete(key);
  offsets.set(key, Math.round(offset));
  const [oldest] = offsets.keys();
  if (offsets.size > keptLists && oldest !== undefined) offsets.delete(oldest);
}

window.addEventListener('pagehide', () => {
  try {
    localStorage.setItem(entry, JSON.stringify([...offsets]));
  } catch {
    // A full or forbidden storage only costs the scroll positions.
  }
});

function load(): Map<string, number> {
  try {
    return new Map(JSON.parse(localStorage.getItem(entry) ?? '[]') as [string, number][]);
  } catch {
    return new Map();
  }
}
