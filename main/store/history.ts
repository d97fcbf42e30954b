// Room store: the changes of a store, newest first, each with its revision: its number in the ledger, from 1. It reads only.
import type { Catalog } from '../catalog/catalog.ts';
import type { Change } from '../catalog/change.ts';
import { readLedgerBackward } from './ledger.ts';
import type { StorePaths } from './paths.ts';
import { revision, seenMarks } from './sync.ts';

/** Calls `visit` with every change the catalogue knows, newest first, until it returns false. Memory stays flat. */
export function readHistory(
  { catalog, paths }: { readonly catalog: Catalog; readonly paths: StorePaths },
  visit: (change: Change, revision: number) => boolean,
): void {
  const [newest, end] = catalog.snapshot(() => [revision(catalog), seenMarks(catalog).ledgerBytes]);
  let number = newest;
  readLedgerBackward(paths.ledger, end, (change) => visit(change, number--));
}
