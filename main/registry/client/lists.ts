// Room registry, client: repositories of a registry (Docker's catalog) and tags of a repository (distribution spec, "Content
// discovery"), a page at a time. Registries that know no pages send all of it at once; here it comes in pages all the same.
import { z } from 'zod';
import type { RemoteNames } from '../../../preload/contract/registry-model.ts';
import { isStowageError, StowageError } from '../../errors.ts';
import { parseTag } from '../../oci/reference.ts';
import { scopeOf } from './documents.ts';
import { readUpTo } from './read-up-to.ts';
import type { Remote } from './remote.ts';

const pageSize = 100;
const maxListBytes = 16 << 20;
/** The distribution spec's grammar of a repository's name. */
const repositoryName = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const names = z.object({ repositories: z.array(z.string()).nullish(), tags: z.array(z.string()).nullish() });

/** Names without the registry. @throws StowageError remote-denied: it lists none to anybody; and what Remote.request throws */
export async function listRemoteRepositories(remote: Remote, after: string | undefined): Promise<RemoteNames> {
  const { registry } = remote;
  try {
    const page = await fetchPage(remote, '_catalog', 'registry:catalog:*', after);
    if (page !== null) return named(page, (name) => repositoryName.test(name));
  } catch (error) {
    // Docker Hub asks everybody to sign in, and refuses all the same; who is signed in is not helped by doing so.
    const isSignIn = isStowageError(error, 'remote-sign-in') && (registry === 'docker.io' || error.params.user !== '');
    if (!isSignIn && !isStowageError(error, 'remote-denied')) throw error;
  }
  throw new StowageError('remote-denied', { registry, what: 'listing its repositories', reason: '' });
}

/** Tags of `path`. @throws StowageError remote-not-found: no such repository; and what Remote.request throws */
export async function listRemoteTags(remote: Remote, path: string, after: string | undefined): Promise<RemoteNames> {
  const page = await fetchPage(remote, `${path}/tags/list`, scopeOf(path, 'pull'), after);
  if (page === null) throw new StowageError('remote-not-found', { reference: `${remote.registry}/${path}` });
  return named(page, (tag) => parseTag(tag) !== undefined);
}

/** Null where there is no such list. */
async function fetchPage(remote: Remote, path: string, scope: string, after: string | undefined): Promise<RemoteNames | null> {
  const { registry } = remote;
  const query = new URLSearchParams({ n: String(pageSize), ...(after === undefined ? {} : { last: after }) });
  const response = await remote.request({ method: 'GET', path: `${path}?${query.toString()}`, scope });
  if (response.statusCode === 404) {
    response.resume();
    return null;
  }
  if (response.statusCode !== 200) throw await remote.failureOf(response, `${registry}/v2/${path}`);
  const hasNext = /rel="?next"?/i.test(String(response.headers['link'] ?? ''));
  const read = names.safeParse(jsonOf(await readUpTo(response, maxListBytes, registry)));
  if (!read.success)
    throw new StowageError('remote-error', { registry, status: 200, reason: 'its list is not one' }, { cause: read.error });
  const all = read.data.repositories ?? read.data.tags ?? [];
  // Who does not know `last` begins again.
  const rest = after === undefined ? all : all.slice(all.indexOf(after) + 1);
  return { items: rest.slice(0, pageSize), hasMore: rest.length > pageSize || (hasNext && rest.length > 0) };
}

/** What is no name is left out; a page of nothing else is the last, since there is no name to go on from. */
function named({ items, hasMore }: RemoteNames, isName: (name: string) => boolean): RemoteNames {
  const left = items.filter(isName);
  return { items: left, hasMore: hasMore && left.length > 0 };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
