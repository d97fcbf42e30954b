// Room test/support: what crashes and other programs leave in a store's folder, and what all of it weighs. It knows nothing of
// the store's own code.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes of all files under blobs/, staging and trash, and of temporary files of other programs: what `du` loses by a cleanup. */
export function weightOf(store: string): number {
  const roots = readdirSync(store).filter((name) => name !== 'index.json' && name !== 'oci-layout' && name !== '.stowage');
  return [...roots, '.stowage/staging', '.stowage/trash'].reduce((sum, name) => sum + bytesBelow(join(store, name)), 0);
}

function bytesBelow(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

/** Writes a blob that nothing names, as another program does before it writes index.json. Gives its digest. */
export function leaveBlob(store: string, content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  leaveFile(store, `blobs/sha256/${hex}`, content);
  return `sha256:${hex}`;
}

export function leaveFile(store: string, name: string, content: string): void {
  const path = join(store, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, 0, 0);
}

/** Names under which other programs keep what is not whole yet. */
export const foreignLeftovers = [
  'oci-put-blob3141592653',
  '.umoci-271828/blob-161803',
  `ingest/${'ab'.repeat(32)}_1618033988`,
  `blobs/sha256/${'cd'.repeat(32)}1234567890`,
] as const;
