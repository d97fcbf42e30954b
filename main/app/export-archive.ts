// Room app: export. Resolves the references, plans, and writes the archive while a lease keeps its blobs in the store.
import type { Writable } from 'node:stream';
import type { ExportReport } from '../../preload/contract/transfer-model.ts';
import { type ExportPlan, planExport } from '../archive/export-plan.ts';
import type { ExportItem, ExportProfile } from '../archive/export-tree.ts';
import { type WriteContext, writeFolder, writeStream, writeTarFile } from '../archive/export-write.ts';
import { parsePlatforms } from '../archive/plan.ts';
import { StowageError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';
import type { AppContext, JobContext } from './context.ts';
import { resolveReadable } from './resolve.ts';

/** Where an export goes: a path, or an open stream. */
export type ExportTarget =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'stream'; readonly stream: Writable };

export interface ExportInput {
  readonly references: readonly string[];
  readonly profile?: ExportProfile | undefined;
  readonly platforms?: readonly string[] | undefined;
  readonly compress?: 'gzip' | 'zstd' | undefined;
  readonly withReferrers?: boolean | undefined;
  readonly allowMissing?: boolean | undefined;
}

/**
 * Exports artifacts to one archive or folder.
 * @throws StowageError reference-*, platform-*, locked, artifact-damaged, artifact-incomplete, blob-damaged, target-*, no-space, file-system, cancelled
 */
export async function exportArchive(
  app: AppContext,
  job: JobContext,
  target: ExportTarget,
  input: ExportInput,
): Promise<ExportReport> {
  const store = app.openStore('existing');
  const profile = input.profile ?? 'docker';
  if (profile === 'dir' && target.kind === 'stream') throw new StowageError('target-needs-file', { target: '-', profile });
  job.report({ phase: 'planning', item: input.references.join(', ') });
  const items = itemsOf(store, input.references);
  const platforms = parsePlatforms(input.platforms ?? []);
  const work = store.readOnly ? null : store.startWork('export');
  try {
    const options = { profile, platforms, withReferrers: input.withReferrers ?? true, allowMissing: input.allowMissing ?? false };
    // The plan tells which blobs to hold; made again under the lease, it is the one that counts (I8).
    work?.hold(blobsOf(planExport(store, items, options)));
    const plan = planExport(store, items, options);
    const totalBytes = blobBytes(plan);
    let doneBytes = 0;
    const onBytes = (bytes: number): void => {
      doneBytes += bytes;
      job.report({ phase: 'writing', item: input.references.join(', '), doneBytes, totalBytes });
    };
    onBytes(0);
    const sizeBytes = await write(
      { store, pool: app.pool(), signal: job.signal, onBytes },
      plan,
      target,
      profile,
      input.compress,
    );
    return {
      target: target.kind === 'path' ? target.path : '-',
      profile,
      references: plan.roots.flatMap((root) => root.references),
      artifacts: plan.roots.map(({ digest, references }) => ({ digest, tags: references })),
      blobCount: plan.entries.filter((entry) => entry.name.startsWith('blobs/')).length,
      sizeBytes,
      warnings: plan.warnings,
    };
  } finally {
    work?.release();
  }
}

async function write(
  context: WriteContext,
  plan: ExportPlan,
  target: ExportTarget,
  profile: ExportProfile,
  compress: 'gzip' | 'zstd' | undefined,
): Promise<number> {
  if (target.kind === 'stream') {
    await writeStream(context, plan.entries, target.stream, compress);
    return blobBytes(plan);
  }
  if (profile === 'dir') return await writeFolder(context, plan.entries, target.path);
  return await writeTarFile(context, plan.entries, target.path, compress);
}

/** One item per artifact, with every tag it was asked by. */
function itemsOf(store: Store, references: readonly string[]): readonly ExportItem[] {
  const items = new Map<Digest, { digest: Digest; references: Set<string>; repositories: Set<string>; label: string }>();
  for (const text of references) {
    const { digest, tagged, repository, label } = resolveReadable(store, text);
    const item = items.get(digest) ?? { digest, references: new Set<string>(), repositories: new Set<string>(), label };
    if (tagged !== null) item.references.add(tagged);
    if (repository !== null) item.repositories.add(repository);
    items.set(digest, item);
  }
  return [...items.values()].map((item) => ({
    ...item,
    references: [...item.references].toSorted(),
    repositories: [...item.repositories].toSorted(),
  }));
}

function blobsOf(plan: ExportPlan): readonly Digest[] {
  return plan.entries.flatMap((entry) => ('digest' in entry ? [entry.digest] : []));
}

function blobBytes(plan: ExportPlan): number {
  return plan.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
}
