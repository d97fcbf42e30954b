// Room renderer/ui: state of the interface that survives a reload: widths, sort orders, what is unfolded or pinned. It is kept in
// localStorage under one prefix; a value that does not parse counts as absent.
import { useCallback, useSyncExternalStore } from 'react';

const prefix = 'stowage.';
const writeDelayMs = 300;
/** More than this is not worth keeping: it would be a selection of tens of thousands. */
const keptCharacters = 200_000;

/** Values as they are now; undefined for keys that have none. */
const values = new Map<string, unknown>();
const unwritten = new Set<string>();
const watchers = new Set<() => void>();
let writing: ReturnType<typeof setTimeout> | undefined;

/** Like useState, kept under `key`. The value must survive JSON; `initial` counts while there is none. */
export function useViewState<Value>(
  key: string,
  initial: Value,
): readonly [Value, (next: Value | ((now: Value) => Value)) => void] {
  const known = useSyncExternalStore(watch, () => read(key)) as Value | undefined;
  const set = useCallback(
    (next: Value | ((now: Value) => Value)) => {
      const now = (read(key) as Value | undefined) ?? initial;
      change(key, typeof next === 'function' ? (next as (now: Value) => Value)(now) : next);
    },
    // A new literal on each render is the same initial value.
    [key],
  );
  return [known ?? initial, set];
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function read(key: string): unknown {
  if (!values.has(key)) values.set(key, stored(key));
  return values.get(key);
}

function change(key: string, value: unknown): void {
  values.set(key, value);
  for (const watcher of watchers) watcher();
  unwritten.add(key);
  writing ??= setTimeout(writeAll, writeDelayMs);
}

function writeAll(): void {
  clearTimeout(writing);
  writing = undefined;
  for (const key of unwritten) {
    const text = JSON.stringify(values.get(key));
    try {
      if (text.length <= keptCharacters) localStorage.setItem(prefix + key, text);
    } catch {
      // A full or forbidden storage only costs the memory of this window.
    }
  }
  unwritten.clear();
}

window.addEventListener('pagehide', writeAll);

function stored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(prefix + key) ?? '') ?? undefined;
  } catch {
    return undefined;
  }
}
