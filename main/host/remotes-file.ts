// Room host: the registries elsewhere that this user wants at hand, in one JSON file beside the settings. It knows addresses and
// how they are to be talked to; it asks nobody, and no password stands in it.
import { z } from 'zod';
import { StowageError } from '../errors.ts';
import { parseReference } from '../oci/reference.ts';
import { readJsonObject, writeJsonObject } from './json-file.ts';

const remembered = z.object({
  registry: z.string(),
  name: z.string(),
  plainHttp: z.boolean(),
  caPath: z.string().nullable(),
});
const content = z.object({ remotes: z.array(remembered) });

export type RememberedRemote = z.infer<typeof remembered>;

const hub: RememberedRemote = { registry: 'docker.io', name: 'Docker Hub', plainHttp: false, caPath: null };
const hubNames = new Set(['index.docker.io', 'registry-1.docker.io', 'hub.docker.com']);

export class RemotesFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** In the order in which they were added; Docker Hub is there from the start. */
  list(): readonly RememberedRemote[] {
    const read = content.safeParse(readJsonObject(this.#path));
    return read.success ? read.data.remotes : [hub];
  }

  find(registry: string): RememberedRemote | undefined {
    const name = registry.toLowerCase();
    return this.list().find((remote) => remote.registry === name);
  }

  /** Adds it, or puts it in the place of the one with its address. @throws StowageError file-system, no-space */
  keep(remote: RememberedRemote): void {
    const list = this.list();
    const isNew = !list.some(({ registry }) => registry === remote.registry);
    const others = list.map((one) => (one.registry === remote.registry ? remote : one));
    writeJsonObject(this.#path, { remotes: isNew ? [...list, remote] : others });
  }

  /** True where it was there. @throws StowageError file-system, no-space */
  forget(registry: string): boolean {
    const list = this.list();
    const left = list.filter((remote) => remote.registry !== registry);
    if (left.length === list.length) return false;
    writeJsonObject(this.#path, { remotes: left });
    return true;
  }
}

/**
 * `host[:port]` of what a user writes or copies: an address of a page, with or without scheme and path.
 * @throws StowageError reference-invalid
 */
export function registryAddress(text: string): { readonly registry: string; readonly plainHttp: boolean } {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const [host = ''] = rest.toLowerCase().split('/');
  const registry = hubNames.has(host) ? hub.registry : host;
  // What follows may be a password: it is not repeated.
  const refused = (reason: string): StowageError =>
    new StowageError('reference-invalid', { reference: host.replace(/^.*@/s, ''), reason });
  if (rest.includes('@')) throw refused('a registry has no user in its address');
  if (!/^(?:https?|oci)?$/i.test(scheme)) throw refused('a registry is reached by http or https');
  // The rules of references decide, so that everything kept here can be named in one.
  if (registry === '' || !URL.canParse(`https://${registry}/`) || parseReference(`${registry}/a`).registry !== registry)
    throw refused('it names no registry');
  return { registry, plainHttp: scheme.toLowerCase() === 'http' };
}
