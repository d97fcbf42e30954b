// Room app: the lines of one job to remote registries: one a registry, opened when it is first needed, with what this machine
// knows of credentials. It keeps nothing once the job is over.
import { readAuthorities } from '../registry/client/authorities.ts';
import { credentialFiles } from '../registry/client/credentials.ts';
import { Remote } from '../registry/client/remote.ts';
import type { AppContext } from './context.ts';

export interface RemoteInput {
  readonly plainHttp?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

export class RemoteLines {
  readonly #remotes = new Map<string, Remote>();
  readonly #make: (registry: string) => Remote;

  /** `caPath` is a PEM file to trust instead of the one remembered of a registry, or null. @throws StowageError file-system, certificate-unusable */
  constructor({ remotes }: AppContext, { plainHttp = false }: RemoteInput, caPath: string | null, signal: AbortSignal) {
    const given = caPath === null ? null : readAuthorities(caPath);
    const places = { own: remotes.credentials, files: credentialFiles(process.env) };
    this.#make = (registry) => {
      const known = remotes.of(registry);
      const remembered = known?.caPath ?? null;
      const ca = given ?? (remembered === null ? null : readAuthorities(remembered));
      return new Remote({ registry, plainHttp: plainHttp || known?.plainHttp === true, ca, places, signal });
    };
  }

  /** @throws StowageError file-system, certificate-unusable: for the authority remembered of it */
  to(registry: string): Remote {
    const known = this.#remotes.get(registry);
    if (known !== undefined) return known;
    const remote = this.#make(registry);
    this.#remotes.set(registry, remote);
    return remote;
  }

  close(): void {
    for (const remote of this.#remotes.values()) remote.close();
  }
}
