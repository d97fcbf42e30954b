// Room app: the lines of one job to remote registries: one a registry, opened when it is first needed, with what this machine
// knows of credentials. It keeps nothing once the job is over.
import { readFileSync } from 'node:fs';
import { fileSystemError } from '../errors.ts';
import { credentialFiles } from '../registry/client/credentials.ts';
import { Remote } from '../registry/client/remote.ts';

export interface RemoteInput {
  readonly plainHttp?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

export class RemoteLines {
  readonly #remotes = new Map<string, Remote>();
  readonly #make: (registry: string) => Remote;

  /** `caPath` is a PEM file, or null. @throws StowageError file-system */
  constructor({ plainHttp = false }: RemoteInput, caPath: string | null, signal: AbortSignal) {
    const ca = caPath === null ? null : readPem(caPath);
    const places = { own: async () => await Promise.resolve(null), files: credentialFiles(process.env) };
    this.#make = (registry) => new Remote({ registry, plainHttp, ca, places, signal });
  }

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

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileSystemError(error, path, 'read');
  }
}
