// Room app: the ways of a sync into an archive, which is written once, when everything it is to hold is there. One store alone is
// exported as it is; all else is brought together in a scratch store first.
import { statSync } from 'node:fs';
import type { SyncedArtifact } from '../../preload/contract/registry-model.ts';
import type { ArchiveInput } from '../archive/open.ts';
import { formatReference, type Reference } from '../oci/reference.ts';
import type { AppContext } from './context.ts';
import { type ExportInput, type ExportTarget, exportArchive } from './export-archive.ts';
import { type Brought, nothing, type SyncTarget, type SyncTerms } from './sync-terms.ts';
import { StoreTarget } from './sync-to-store.ts';

export class ArchiveTarget implements SyncTarget {
  readonly #terms: SyncTerms;
  readonly #scratch: AppContext;
  readonly #target: ExportTarget;
  readonly #gathered: SyncedArtifact[] = [];

  constructor(terms: SyncTerms, scratch: AppContext, target: ExportTarget) {
    this.#terms = terms;
    this.#scratch = scratch;
    this.#target = target;
  }

  get #store(): StoreTarget {
    return new StoreTarget(this.#terms, this.#scratch);
  }

  async fromRegistry(references: readonly Reference[]): Promise<Brought> {
    return this.#gather(await this.#store.fromRegistry(references));
  }

  async fromStore(from: AppContext, references: readonly Reference[]): Promise<Brought> {
    return this.#gather(await this.#store.fromStore(from, references));
  }

  async fromArchive(input: ArchiveInput): Promise<Brought> {
    return this.#gather(await this.#store.fromArchive(input));
  }

  /** Writes what was gathered. */
  async finish(): Promise<Brought> {
    // What came here was whole, but for platforms nobody asked for.
    return await this.#export(this.#scratch, this.#gathered, { allowMissing: true });
  }

  /** Writes artifacts of a store. */
  async fromStoreAlone(from: AppContext, references: readonly Reference[]): Promise<Brought> {
    const names = references.map(formatReference);
    return await this.#export(
      from,
      names.map((name) => ({ source: name, destination: name, digest: null, status: 'new' })),
      {},
    );
  }

  #gather({ synced, newBytes, heldBytes }: Brought): Brought {
    const isNew = (one: SyncedArtifact): boolean => this.#gathered.every(({ destination }) => destination !== one.destination);
    this.#gathered.push(...synced.filter(isNew));
    // All of it is new to a file that is written anew; how much that is only a dry run has to guess.
    return { synced: [], newBytes: this.#terms.dryRun ? newBytes + heldBytes : 0, heldBytes: 0 };
  }

  async #export(
    from: AppContext,
    artifacts: readonly SyncedArtifact[],
    more: Pick<ExportInput, 'allowMissing'>,
  ): Promise<Brought> {
    const { dryRun, platforms, selection, step } = this.#terms;
    if (dryRun || artifacts.length === 0) return { ...nothing, synced: artifacts.map((one) => ({ ...one, status: 'new' })) };
    const written = await exportArchive(from, step(), this.#target, {
      references: artifacts.map(({ destination }) => destination),
      platforms,
      withReferrers: selection.referrers,
      ...formOf(this.#target),
      ...more,
    });
    const digests = new Map(written.artifacts.flatMap(({ digest, tags }) => tags.map((tag) => [tag, digest] as const)));
    const synced = artifacts.map(
      (one): SyncedArtifact => ({ ...one, digest: digests.get(one.destination) ?? one.digest, status: 'new' }),
    );
    return { synced, newBytes: written.sizeBytes, heldBytes: 0 };
  }
}

/** A folder that is there becomes a layout; a file is compressed as its name says. */
function formOf(target: ExportTarget): Pick<ExportInput, 'profile' | 'compress'> {
  if (target.kind === 'stream') return {};
  if (statSync(target.path, { throwIfNoEntry: false })?.isDirectory() === true) return { profile: 'dir' };
  if (/\.(tgz|tar\.gz)$/i.test(target.path)) return { compress: 'gzip' };
  return /\.tar\.zst$/i.test(target.path) ? { compress: 'zstd' } : {};
}
