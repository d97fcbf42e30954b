// Room store: compares the catalogue with one that is made anew from index.json, blobs and ledger (I4). Where they differ, the
// catalogue is made again. The disk is only read.
import { Catalog } from '../catalog/catalog.ts';
import { countDifferences } from '../catalog/differences.ts';
import type { Store } from './store.ts';
import { diskMarks, marksEqual, rebuildCatalog, seenMarks } from './sync.ts';

/** Beside others who change the store it is tried so often without holding them up. */
const triesBeside = 3;

/** Returns in how many rows the catalogue differed. `path` is where the other one may be written; the caller removes it. */
export function compareWithRebuild(store: Store, path: string): number {
  const { catalog: rebuilt } = Catalog.open(path, store.paths.root);
  const rebuild = (): unknown => rebuilt.critical(() => rebuildCatalog(rebuilt, store.paths));
  // It is the whole of what others changed meanwhile, or nothing can be said.
  const compare = (): number | null =>
    marksEqual(diskMarks(store.paths), seenMarks(store.catalog)) && marksEqual(seenMarks(rebuilt), seenMarks(store.catalog))
      ? countDifferences(rebuilt, store.paths.catalog)
      : null;
  try {
    let count: number | null = null;
    for (let tries = 0; count === null && tries < triesBeside; tries++) {
      store.refresh();
      rebuild();
      count = store.catalog.critical(compare);
    }
    if (count === null) {
      store.refresh();
      count = store.catalog.critical(() => {
        rebuild();
        return compare();
      });
    }
    if (count !== null && count > 0) store.rebuild();
    return count ?? 0;
  } finally {
    rebuilt.close();
  }
}
