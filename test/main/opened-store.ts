// Room test/main: a store opened through the host as the doors do, with import and export in one call each, and a look
// at its files that goes past our own code. It asserts nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { composeHost } from '../../main/compose.ts';
import { call, runJob } from '../../main/host/client.ts';
import type { Host } from '../../main/host/host.ts';
import type { OperationInput } from '../../preload/contract/operations.ts';
import type { ExportReport, ImportReport } from '../../preload/contract/transfer-model.ts';

type ImportOptions = Omit<OperationInput<'archive.import'>, 'picks'>;
type ExportOptions = Omit<OperationInput<'archive.export'>, 'target'>;

export interface OpenedStore {
  readonly path: string;
  readonly host: Host;
  readonly importPath: (path: string, options?: ImportOptions) => Promise<ImportReport>;
  readonly exportTo: (path: string, options: ExportOptions) => Promise<ExportReport>;
  readonly manifestText: (reference: string) => Promise<string>;
}

/** A new folder under the system's folder for temporary files. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'stowage-test-'));
}

/** Runs `use` with the store at `path`, created when something is imported, and closes it after. */
export async function withStore<Value>(path: string, use: (store: OpenedStore) => Promise<Value>): Promise<Value> {
  const host = composeHost({ storePath: path });
  const offer = (target: string): string => host.picks.offer({ kind: 'path', path: target });
  try {
    return await use({
      path,
      host,
      importPath: async (archive, options = {}) => await runJob(host, 'archive.import', { picks: [offer(archive)], ...options }),
      exportTo: async (target, options) => await runJob(host, 'archive.export', { target: offer(target), ...options }),
      manifestText: async (reference) => (await call(host, 'manifest.read', { reference })).text,
    });
  } finally {
    await host.close();
  }
}

/** As `withStore`, in a folder that is removed after. */
export async function withNewStore<Value>(use: (store: OpenedStore) => Promise<Value>): Promise<Value> {
  const folder = temporaryFolder();
  try {
    return await withStore(join(folder, 'store'), use);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file of the store but the catalogue (derived, I4) and the reserve (room, nothing else), with the hash of its bytes: what must not change by a refusal. */
export function filesOf(store: string): ReadonlyMap<string, string> {
  if (!existsSync(store)) return new Map();
  const names = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = names
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.stowage[\\/](?:catalog\.db|reserve$)/.test(path));
  return new Map(
    paths.toSorted().map((path) => [relative(store, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** Digest → bytes of every blob file, each checked against its name; throws where one is not what it is called. */
export function blobsIn(store: string): ReadonlyMap<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (const algorithm of ['sha256', 'sha512']) {
    const folder = join(store, 'blobs', algorithm);
    for (const hex of existsSync(folder) ? readdirSync(folder) : []) {
      const bytes = readFileSync(join(folder, hex));
      const actual = createHash(algorithm).update(bytes).digest('hex');
      if (actual !== hex) throw new Error(`I1: blobs/${algorithm}/${hex} hashes to ${actual}`);
      blobs.set(`${algorithm}:${hex}`, bytes);
    }
  }
  return blobs;
}

/** Names in the store's index.json (full form) → digest. */
export function namesIn(store: string): ReadonlyMap<string, string> {
  interface IndexJson {
    readonly manifests: readonly { readonly digest: string; readonly annotations?: Readonly<Record<string, string>> }[];
  }
  const index = JSON.parse(readFileSync(join(store, 'index.json'), 'utf8')) as IndexJson;
  const named = index.manifests.flatMap(({ digest, annotations }) => {
    const name = annotations?.['io.containerd.image.name'];
    return name === undefined ? [] : [[name, digest] as const];
  });
  return new Map(named.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** Files left in staging or trash, but for the blobs of a deletion that undo may bring back: none when nothing runs. */
export function leftoversIn(store: string): readonly string[] {
  return ['staging', 'trash'].flatMap((name) => {
    const folder = join(store, '.stowage', name);
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => name !== 'trash' || !/^\d+$/.test(file))
          .map((file) => `${name}/${file} (${statSync(join(folder, file)).size} bytes)`)
      : [];
  });
}
