// Room app: the ways of a sync into a store: pull, copy and import. What they bring, and refuse, is theirs to say.
import type { SyncedArtifact } from '../../preload/contract/registry-model.ts';
import type { ImportReport } from '../../preload/contract/transfer-model.ts';
import type { ArchiveInput } from '../archive/open.ts';
import { digestOfTag, isMember } from '../catalog/lookup.ts';
import { StowageError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, parseReference, type Reference } from '../oci/reference.ts';
import { assertApart } from '../store/apart.ts';
import type { AppContext } from './context.ts';
import { copyInto } from './copy-store.ts';
import { importArchives, planImport } from './import-archives.ts';
import { withScratchStore } from './other-store.ts';
import { pullOver } from './pull-artifacts.ts';
import { resolveReadable } from './resolve.ts';
import { storeReferences } from './sync-sources.ts';
import { type Brought, nothing, type SyncTarget, type SyncTerms, together } from './sync-terms.ts';

export class StoreTarget implements SyncTarget {
  readonly #terms: SyncTerms;
  readonly #app: AppContext;

  /** `app` is of the store that things come into. */
  constructor(terms: SyncTerms, app: AppContext) {
    this.#terms = terms;
    this.#app = app;
  }

  async fromRegistry(references: readonly Reference[], without?: ReadonlySet<Digest>): Promise<Brought> {
    const { lines, platforms, selection, dryRun, step } = this.#terms;
    const parts: Brought[] = [];
    for (const reference of references) {
      const { artifacts, newBytes, heldBytes } = await pullOver(lines, this.#app, step(), {
        references: [formatReference(reference)],
        platforms,
        allPlatforms: platforms.length === 0,
        referrers: selection.referrers,
        dryRun,
        without,
      });
      const synced = artifacts.map(({ reference: name, digest, status }) => ({
        source: name,
        destination: name,
        digest,
        status,
      }));
      parts.push({ synced, newBytes, heldBytes });
    }
    return together(parts);
  }

  async fromStore(from: AppContext, references: readonly Reference[]): Promise<Brought> {
    if (references.length === 0) return nothing;
    const { selection, dryRun, step } = this.#terms;
    const [store, target] = [from.openStore('existing'), this.#app.openStore('peek')];
    assertApart(store.paths.root, target.paths.root);
    const synced = references.map((reference): SyncedArtifact => {
      const { repository, tag } = reference;
      const name = formatReference(reference);
      const { digest } = resolveReadable(store, name);
      const { catalog } = target;
      const before = tag === undefined ? isMember(catalog, repository, digest) && digest : digestOfTag(catalog, repository, tag);
      const status = before === digest ? 'held' : before === null || before === false ? 'new' : 'updated';
      return { source: name, destination: name, digest, status };
    });
    const options = { ...selection, dryRun };
    const { newBytes, heldBytes } = await copyInto(from, step(), this.#app, references.map(formatReference), options);
    return { synced, newBytes, heldBytes };
  }

  async fromArchive(input: ArchiveInput): Promise<Brought> {
    const { app, filter, platforms, dryRun, step } = this.#terms;
    if (dryRun) return await plannedArchive(this.#terms, this.#app, input);
    if (filter.isWhole) return broughtBy(await importArchives(this.#app, step(), [input], { platforms }), this.#terms);
    return await withScratchStore(
      app,
      async (scratch) => await this.fromStore(scratch, await unpackArchive(this.#terms, scratch, input)),
    );
  }
}

/** Imports an archive into a scratch store and says what of it is meant. @throws StowageError what the archive was refused for */
export async function unpackArchive(terms: SyncTerms, scratch: AppContext, input: ArchiveInput): Promise<readonly Reference[]> {
  broughtBy(await importArchives(scratch, terms.step(), [input], { platforms: terms.platforms }), terms);
  return storeReferences(scratch.openStore('peek'), terms);
}

/** What would come of an archive, into the store of `app`. */
export async function plannedArchive(terms: SyncTerms, app: AppContext, input: ArchiveInput): Promise<Brought> {
  return broughtBy(await planImport(app, terms.step(), [input], { platforms: terms.platforms }), terms);
}

/** @throws StowageError why the archive, or the first image in it that was, is refused */
function broughtBy({ archives }: ImportReport, { filter }: SyncTerms): Brought {
  const [refusal] = archives
    .flatMap(({ failure, artifacts }) => [failure, ...artifacts.map((one) => one.failure)])
    .filter((one) => one !== null);
  if (refusal !== undefined) throw new StowageError(refusal.code, refusal.params);
  const words = { new: 'new', same: 'held', kept: 'held', moves: 'updated' } as const;
  return together(
    archives.flatMap(({ artifacts }) =>
      artifacts.map(({ digest, tags, newBytes, heldBytes }): Brought => {
        const wanted = new Set(filter.pick(tags.map(({ reference }) => parseReference(reference))).map(formatReference));
        const synced = tags
          .filter(({ reference }) => wanted.has(reference))
          .map(({ reference, status }) => ({ source: reference, destination: reference, digest, status: words[status] }));
        return synced.length === 0 && !filter.isWhole ? nothing : { synced, newBytes, heldBytes };
      }),
    ),
  );
}
