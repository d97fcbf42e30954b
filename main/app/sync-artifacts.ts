// Room app: sync. Brings what is meant of registries, stores and archives to one registry, store or archive, by the use cases that
// do each way: pull, push, import, export and copy. One artifact that fails ends the job; what was done before stays done.
import type { SyncReport } from '../../preload/contract/registry-model.ts';
import { parsePlatforms } from '../archive/plan.ts';
import type { AppContext, JobContext } from './context.ts';
import type { ExportTarget } from './export-archive.ts';
import { OtherStore, withScratchStore } from './other-store.ts';
import { type RemoteInput, RemoteLines } from './remote-lines.ts';
import { syncFilter } from './sync-filter.ts';
import { remoteReferences, type SyncSource, storeReferences } from './sync-sources.ts';
import { type Brought, type Origin, type SyncTarget, type SyncTerms, stepsOf, together } from './sync-terms.ts';
import { ArchiveTarget } from './sync-to-archive.ts';
import { RegistryTarget } from './sync-to-registry.ts';
import { StoreTarget } from './sync-to-store.ts';

export type SyncDestination =
  | { readonly kind: 'registry'; readonly reference: string }
  /** Null: the open store. */
  | { readonly kind: 'store'; readonly path: string | null }
  | { readonly kind: 'archive'; readonly target: ExportTarget };

export interface SyncInput extends RemoteInput {
  readonly sources: readonly SyncSource[];
  readonly destination: SyncDestination;
  readonly repositories?: readonly string[] | undefined;
  readonly tagPattern?: string | undefined;
  readonly platforms?: readonly string[] | undefined;
  readonly referrers?: boolean | undefined;
}

/**
 * Syncs. A source `registry/repository` is all its tags, `registry/` all its repositories; a store is all its tags; an archive all
 * it holds. Between places that are no store goes a scratch store among the temporary files: it needs room for what is fetched.
 * @throws StowageError reference-invalid, pattern-invalid, platform-*, store-*, remote-*, locked, artifact-*, blob-damaged,
 * target-*, no-space, cancelled, and what archives are refused for
 */
export async function syncArtifacts(
  app: AppContext,
  job: JobContext,
  input: SyncInput,
  caPath: string | null,
): Promise<SyncReport> {
  const { dryRun = false, platforms = [], referrers = true, sources, destination } = input;
  const chosen = parsePlatforms(platforms);
  const lines = new RemoteLines(app, input, caPath, job.signal);
  const others: OtherStore[] = [];
  const storeAt = (path: string | null, readOnly: boolean): AppContext => {
    if (path === null) return app;
    const other = new OtherStore(app, path, app.openStore('peek').door, { readOnly });
    others.push(other);
    return other.app;
  };
  const terms: SyncTerms = {
    app,
    lines,
    dryRun,
    platforms,
    selection: { platforms: chosen.length === 0 ? null : chosen, referrers },
    filter: syncFilter(input.repositories, input.tagPattern, referrers),
    step: stepsOf(job),
  };
  try {
    const bring = async (target: SyncTarget): Promise<Brought> =>
      await bringAll(await originsOf(terms, sources, storeAt), target);
    let brought: Brought;
    if (destination.kind === 'registry') brought = await bring(new RegistryTarget(terms, destination.reference));
    else if (destination.kind === 'store') brought = await bring(new StoreTarget(terms, storeAt(destination.path, dryRun)));
    else
      brought = await withScratchStore(app, async (scratch) => {
        const target = new ArchiveTarget(terms, scratch, destination.target);
        const origins = await originsOf(terms, sources, storeAt);
        const [only] = origins;
        if (!dryRun && only?.kind === 'store' && origins.length === 1)
          return await target.fromStoreAlone(only.app, only.references);
        return together([await bringAll(origins, target), await target.finish()]);
      });
    return { dryRun, ...brought };
  } finally {
    for (const other of others) other.close();
    lines.close();
  }
}

/** Looks into every source before anything is brought from one. */
async function originsOf(
  terms: SyncTerms,
  sources: readonly SyncSource[],
  storeAt: (path: string | null, readOnly: boolean) => AppContext,
): Promise<readonly Origin[]> {
  const origins: Origin[] = [];
  for (const source of sources) {
    if (source.kind === 'archive') origins.push(source);
    else if (source.kind === 'registry')
      origins.push({ kind: 'registry', references: await remoteReferences(terms, source.reference) });
    else {
      const from = storeAt(source.path, true);
      origins.push({ kind: 'store', app: from, references: storeReferences(from.openStore('existing'), terms) });
    }
  }
  return origins;
}

async function bringAll(origins: readonly Origin[], target: SyncTarget): Promise<Brought> {
  const parts: Brought[] = [];
  for (const origin of origins) {
    if (origin.kind === 'archive') parts.push(await target.fromArchive(origin.input));
    else if (origin.kind === 'registry') parts.push(await target.fromRegistry(origin.references));
    else parts.push(await target.fromStore(origin.app, origin.references));
  }
  return together(parts);
}
