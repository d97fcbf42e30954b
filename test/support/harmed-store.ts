// Room test/support: stores whose blobs are harmed as a failing disk or another program might do it, and the jobs that find
// and mend that.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runJob } from '../../main/host/client.ts';
import type { VerifyReport } from '../../preload/contract/upkeep-model.ts';
import { type OpenedStore, temporaryFolder, withStore } from '../main/opened-store.ts';
import { type Filling, fillStore } from './filled-store.ts';
import { writeImages } from './small-archive.ts';

export type Harm = 'flip' | 'truncate' | 'delete';

export const verify = async (store: OpenedStore, input: object = {}): Promise<VerifyReport> =>
  await runJob(store.host, 'store.verify', input);
export const pathOf = (store: OpenedStore, digest: string): string => join(store.path, 'blobs', ...digest.split(':'));
export const quarantined = (store: OpenedStore): readonly string[] => {
  const folder = join(store.path, '.stowage', 'quarantine');
  return existsSync(folder) ? readdirSync(folder).map((name) => name.replace('-', ':')) : [];
};
export const repair = async (store: OpenedStore, sources: readonly string[], digests?: readonly string[]) =>
  await runJob(store.host, 'store.repair', {
    sources: sources.map((path) => store.host.picks.offer({ kind: 'path', path })),
    ...(digests === undefined ? {} : { digests: [...digests] }),
  });

/** Replaces the file as a failing disk or another program might; gives its bytes, or null where it is deleted. */
export function harmBlob(store: OpenedStore, digest: string, harm: Harm, byte: number): Buffer | null {
  const path = pathOf(store, digest);
  const bytes = readFileSync(path);
  rmSync(path);
  if (harm === 'delete') return null;
  const at = byte % bytes.length;
  const bad = harm === 'truncate' ? bytes.subarray(0, at) : Buffer.from(bytes);
  if (harm === 'flip') bad[at] = (bad[at] ?? 0) ^ 1;
  writeFileSync(path, bad);
  return bad;
}

export async function withFilled(
  wanted: Filling,
  use: (store: OpenedStore, archives: readonly string[], folder: string) => Promise<void>,
): Promise<void> {
  const folder = temporaryFolder();
  try {
    await withStore(join(folder, 'store'), async (store) => {
      await fillStore(store, wanted, folder);
      await use(
        store,
        wanted.imports.map((_, position) => join(folder, `${position}.tar`)),
        folder,
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A store with two images that share a layer, their archive, and a folder for more. */
export async function withSmall(use: (store: OpenedStore, archive: string, folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  try {
    const archive = await writeImages(folder, 'images.tar', { 'app:1': ['base', 'one'], 'app:2': ['base', 'two'] });
    await withStore(join(folder, 'store'), async (store) => {
      await store.importPath(archive);
      await use(store, archive, folder);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
