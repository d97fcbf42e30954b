// Room app: what a remote registry has: its repositories, where it tells them, and the tags of one; a page at a time, as the
// registry sorts them. It keeps nothing.
import type { RemoteNames } from '../../preload/contract/registry-model.ts';
import { parseReference, parseRepository } from '../oci/reference.ts';
import { listRemoteRepositories, listRemoteTags } from '../registry/client/lists.ts';
import { askRemote } from './ask-remote.ts';
import type { AppContext } from './context.ts';

/** @throws StowageError remote-denied: it does not list them; remote-*, credentials-unusable */
export async function listRepositories(
  app: AppContext,
  { registry, after }: { readonly registry: string; readonly after?: string | undefined },
): Promise<RemoteNames> {
  return await askRemote(app, registry, async (remote) => await listRemoteRepositories(remote, after));
}

/** Tags of `registry/repository`. @throws StowageError reference-invalid, remote-*, credentials-unusable */
export async function listTags(
  app: AppContext,
  { repository, after }: { readonly repository: string; readonly after?: string | undefined },
): Promise<RemoteNames> {
  const { registry, path } = parseReference(parseRepository(repository));
  return await askRemote(app, registry, async (remote) => await listRemoteTags(remote, path, after));
}
