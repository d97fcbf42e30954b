// Room app: what the sources of a sync have of what is meant: tags of a repository, repositories of a registry, tags of a store.
// It reads lists, not artifacts.
import type { RemoteNames } from '../../preload/contract/registry-model.ts';
import type { ArchiveInput } from '../archive/open.ts';
import { listRepositories, listTags } from '../catalog/queries.ts';
import { isStowageError, StowageError } from '../errors.ts';
import { parseReference, type Reference } from '../oci/reference.ts';
import { listRemoteRepositories, listRemoteTags } from '../registry/client/lists.ts';
import type { Remote } from '../registry/client/remote.ts';
import type { Store } from '../store/store.ts';
import { syncFilter } from './sync-filter.ts';
import type { SyncTerms } from './sync-terms.ts';

export type SyncSource =
  | { readonly kind: 'registry'; readonly reference: string }
  /** Null: the open store. */
  | { readonly kind: 'store'; readonly path: string | null }
  | { readonly kind: 'archive'; readonly input: ArchiveInput };

/** A registry as the beginning of references: what is before the first slash cannot be read as anything else. */
interface RegistryPrefix {
  readonly registry: string;
  readonly path: string;
}

/**
 * Splits `registry[/more]`; slashes at the end do not count.
 * @throws StowageError reference-invalid where it does not begin with a registry
 */
export function registryPrefix(text: string): RegistryPrefix {
  const trimmed = text.replace(/\/+$/, '');
  const [host = ''] = trimmed.split('/', 1);
  const { registry, path } = parseReference(`${host}/some/name`);
  if (path !== 'some/name')
    throw new StowageError('reference-invalid', { reference: text, reason: 'it does not begin with a registry' });
  return { registry, path: trimmed.slice(host.length + 1) };
}

/**
 * A source that stands for repositories of a registry: `registry/`, `registry/team/`, `registry/team/*`. Null for a reference.
 * @throws StowageError reference-invalid
 */
function repositoriesGlob(text: string): { readonly registry: string; readonly glob: string } | null {
  if (!text.endsWith('/') && !/[*?]/.test(text)) return null;
  const { registry, path } = registryPrefix(text);
  return { registry, glob: text.endsWith('/') ? `${path === '' ? '' : `${path}/`}*` : path };
}

/** What is meant of a registry. @throws StowageError reference-invalid, remote-* */
export async function remoteReferences({ lines, filter, step }: SyncTerms, text: string): Promise<readonly Reference[]> {
  step().report({ phase: 'planning', item: text });
  const group = repositoriesGlob(text);
  if (group === null) {
    const reference = parseReference(text);
    const isOne = reference.tag !== undefined || reference.digest !== undefined;
    return filter.pick(isOne ? [reference] : await tagsOf(lines.to(reference.registry), reference));
  }
  const remote = lines.to(group.registry);
  const inGroup = syncFilter([group.glob], undefined, true);
  const names = await allPages(async (after) => await listRemoteRepositories(remote, after));
  const repositories = names
    .map((name) => parseReference(`${group.registry}/${name}`))
    .filter((one) => inGroup.takesRepository(one) && filter.takesRepository(one));
  const references: Reference[] = [];
  for (const repository of repositories) {
    step().report({ phase: 'planning', item: repository.repository });
    references.push(...filter.pick(await tagsOf(remote, repository).catch(noneLeft)));
  }
  return references;
}

/** Tags of a store that stand in its lists, as far as they are meant. */
export function storeReferences(store: Store, { filter }: SyncTerms): readonly Reference[] {
  const { items } = listRepositories(store.catalog, (name) => name, {});
  const repositories = items.map(({ repository }) => parseReference(repository)).filter((one) => filter.takesRepository(one));
  return filter.pick(
    repositories.flatMap(({ repository }) =>
      listTags(store.catalog, repository, {}).items.map(({ tag }) => parseReference(`${repository}:${tag}`)),
    ),
  );
}

async function tagsOf(remote: Remote, { repository, path }: Reference): Promise<readonly Reference[]> {
  const tags = await allPages(async (after) => await listRemoteTags(remote, path, after));
  return tags.map((tag) => parseReference(`${repository}:${tag}`));
}

/** A registry goes on listing repositories whose last tag was deleted. */
function noneLeft(error: unknown): readonly Reference[] {
  if (isStowageError(error, 'remote-not-found')) return [];
  throw error;
}

async function allPages(next: (after: string | undefined) => Promise<RemoteNames>): Promise<readonly string[]> {
  const names = new Set<string>();
  for (let after: string | undefined; ; ) {
    const known = names.size;
    const { items, hasMore } = await next(after);
    for (const name of items) names.add(name);
    after = items.at(-1);
    // A registry that gives the same page again would do so for ever.
    if (!hasMore || names.size === known) return [...names];
  }
}
