// Room app: lists and figures: repositories, tags, artifacts, usage, status. Each is a read of the catalogue.
import type { ArtifactSummary, Page, RepositorySummary, StoreSummary, TagSummary, Usage } from '../../preload/contract/model.ts';
import {
  artifactUsage,
  findRepository,
  lastVerify,
  listArtifacts,
  listRepositories,
  listTags,
  repositoryUsage,
  totals,
  type Window,
} from '../catalog/queries.ts';
import { StowageError } from '../errors.ts';
import { familiarRepository, parseRepository, type Repository } from '../oci/reference.ts';
import { fileBytes } from '../store/folder.ts';
import type { AppContext } from './context.ts';

export function storeStatus(app: AppContext): StoreSummary {
  const store = app.openStore('existing');
  const { sharedAcrossBytes: _shared, ...sums } = totals(store.catalog);
  return {
    path: store.paths.root,
    revision: store.revision,
    readOnly: store.readOnly,
    ...sums,
    savedBytes: sums.logicalBytes - (sums.diskBytes - sums.orphanBytes),
    volume: store.volume(),
    lastVerify: lastVerify(store.catalog),
    quarantineBytes: fileBytes(store.paths.quarantine),
  };
}

export function repositories(app: AppContext, window: Window): Page<RepositorySummary> {
  return listRepositories(app.openStore('existing').catalog, (name) => familiarRepository(name as Repository), window);
}

/** @throws StowageError repository-not-found, reference-invalid */
export function tags(app: AppContext, input: Window & { readonly repository: string }): Page<TagSummary> {
  const { catalog } = app.openStore('existing');
  const repository = parseRepository(input.repository);
  if (findRepository(catalog, repository) === null)
    throw new StowageError('repository-not-found', { repository: familiarRepository(repository) });
  return listTags(catalog, repository, input);
}

/** Artifacts of one repository, or of all. @throws StowageError repository-not-found, reference-invalid */
export function artifacts(
  app: AppContext,
  input: Window & { readonly repository?: string | undefined; readonly show?: 'all' | 'tagged' | 'untagged' | undefined },
): Page<ArtifactSummary> {
  const { catalog } = app.openStore('existing');
  const repository = input.repository === undefined ? undefined : parseRepository(input.repository);
  if (repository !== undefined && findRepository(catalog, repository) === null) {
    throw new StowageError('repository-not-found', { repository: familiarRepository(repository) });
  }
  return listArtifacts(catalog, { ...input, repository });
}

export function usage(app: AppContext): Usage {
  const { catalog } = app.openStore('existing');
  return catalog.snapshot(() => {
    const { diskBytes, logicalBytes, orphanBytes, sharedAcrossBytes, blobCount } = totals(catalog);
    return {
      diskBytes,
      logicalBytes,
      savedBytes: logicalBytes - (diskBytes - orphanBytes),
      orphanBytes,
      sharedAcrossBytes,
      blobCount,
      repositories: repositoryUsage(catalog),
      artifacts: artifactUsage(catalog),
    };
  });
}
