// Room store: takes an index.json that nobody can read out of the way, so that the next look brings every name back from the
// ledger. The file is kept in quarantine. Where the ledger knows no names, it stays where it is.
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { isStowageError } from '../errors.ts';
import { fileMark, readIndexFile } from './index-file.ts';
import { readLedger } from './ledger.ts';
import type { StorePaths } from './paths.ts';
import { changesNames } from './sync.ts';

/** Enters the critical section. Only on demand: another program may be about to mend what it wrote. */
export function setAsideIndex(catalog: Catalog, paths: StorePaths): void {
  catalog.critical(() => {
    if (isReadable(paths) || !knowsNames(paths)) return;
    mkdirSync(paths.quarantine, { recursive: true });
    renameSync(paths.index, join(paths.quarantine, `index.json-${Date.now()}`));
  });
}

function isReadable({ index, root }: StorePaths): boolean {
  if (fileMark(index) === 'none') return true;
  try {
    readIndexFile(index, root);
    return true;
  } catch (error) {
    if (isStowageError(error, 'store-damaged')) return false;
    throw error;
  }
}

function knowsNames({ ledger }: StorePaths): boolean {
  let isKnown = false;
  readLedger(ledger, 0, (change) => {
    isKnown ||= changesNames(change);
  });
  return isKnown;
}
