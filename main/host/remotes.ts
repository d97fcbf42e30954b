// Room host: the registries elsewhere that are at hand: what is remembered of them, whose password is kept for them, and how they
// were found at the last check. It contacts one only when asked to, and loads what that takes only then.
import type { Failure } from '../../preload/contract/failure.ts';
import type { RemoteRegistry, RemoteState } from '../../preload/contract/registry-model.ts';
import type { AppContext } from '../app/context.ts';
import { StowageError } from '../errors.ts';
import type { KeptPasswords, SignIn } from './kept-passwords.ts';
import { type RememberedRemote, type RemotesFile, registryAddress } from './remotes-file.ts';

/** What is kept of them, and where. */
export interface RemotesKept {
  readonly file: RemotesFile;
  readonly passwords: KeptPasswords;
}

export interface RemoteChange {
  readonly registry: string;
  readonly name?: string | undefined;
  readonly plainHttp?: boolean | undefined;
  /** Null: no authority of its own any more. */
  readonly caPath?: string | null | undefined;
}

interface Found {
  readonly state: RemoteState;
  readonly checkedAt: string | null;
  readonly problem: Failure | null;
}

const notChecked: Found = { state: 'not-checked', checkedAt: null, problem: null };

export class Remotes {
  readonly #app: AppContext;
  readonly #kept: RemotesKept;
  readonly #onChange: () => void;
  readonly #found = new Map<string, Found>();

  constructor(app: AppContext, kept: RemotesKept, onChange: () => void) {
    this.#app = app;
    this.#kept = kept;
    this.#onChange = onChange;
  }

  async list(): Promise<readonly RemoteRegistry[]> {
    return await Promise.all(this.#kept.file.list().map(async (remote) => await this.#show(remote)));
  }

  /** Adds one, or changes what is given of it. @throws StowageError reference-invalid, certificate-unusable, file-system, no-space */
  async set({ registry: text, name, plainHttp, caPath }: RemoteChange): Promise<RemoteRegistry> {
    const address = registryAddress(text);
    const { registry } = address;
    if (typeof caPath === 'string') (await import('../registry/client/authorities.ts')).readAuthorities(caPath);
    const known = this.#kept.file.find(registry);
    const remote: RememberedRemote = {
      registry,
      name: name ?? known?.name ?? registry,
      plainHttp: plainHttp ?? known?.plainHttp ?? address.plainHttp,
      caPath: caPath === undefined ? (known?.caPath ?? null) : caPath,
    };
    this.#kept.file.keep(remote);
    // It is another way to it, so what the last check found says nothing of it.
    if (remote.plainHttp !== known?.plainHttp || remote.caPath !== known.caPath) this.#found.delete(registry);
    this.#onChange();
    return await this.#show(remote);
  }

  /** With the password kept for it. @throws StowageError reference-invalid, file-system, no-space */
  forget(text: string): { readonly forgotten: boolean } {
    const { registry } = registryAddress(text);
    const forgotten = this.#kept.file.forget(registry);
    this.#kept.passwords.forget(registry);
    this.#found.delete(registry);
    this.#onChange();
    return { forgotten };
  }

  /** Asks whether it answers and takes the credentials. @throws StowageError remote-unknown */
  async check(text: string): Promise<RemoteRegistry> {
    const remote = this.#known(text);
    this.#note(remote.registry, await problemOf(this.#app, remote.registry));
    return await this.#show(remote);
  }

  /**
   * Keeps a password once the registry took it; of one that cannot be asked now, unchecked.
   * @throws StowageError remote-unknown; remote-sign-in: it was refused; file-system, no-space
   */
  async signIn({ registry: text, user, password }: SignIn & { readonly registry: string }): Promise<RemoteRegistry> {
    const remote = this.#known(text);
    const { registry } = remote;
    const { remotes } = this.#app;
    const signedIn = {
      ...this.#app,
      remotes: { ...remotes, credentials: async () => await Promise.resolve({ user, password }) },
    };
    const problem = await problemOf(signedIn, registry);
    // A wrong password says nothing of the one that is kept.
    if (problem?.failure.code === 'remote-sign-in') throw problem;
    await this.#kept.passwords.keep(registry, { user, password });
    this.#note(registry, problem);
    return await this.#show(remote);
  }

  /** Forgets the password Stowage keeps; never what docker or podman keep. @throws StowageError remote-unknown, file-system, no-space */
  async signOut(text: string): Promise<RemoteRegistry> {
    const remote = this.#known(text);
    if (this.#kept.passwords.forget(remote.registry)) this.#found.delete(remote.registry);
    this.#onChange();
    return await this.#show(remote);
  }

  #known(text: string): RememberedRemote {
    const remote = this.#kept.file.find(registryAddress(text).registry);
    if (remote === undefined) throw new StowageError('remote-unknown', { name: text });
    return remote;
  }

  #note(registry: string, problem: StowageError | null): void {
    const code = problem?.failure.code;
    const refused = code === 'remote-sign-in' || code === 'remote-denied' || code === 'credentials-unusable';
    const state = problem === null ? 'reachable' : refused ? 'sign-in-refused' : 'not-reachable';
    this.#found.set(registry, { state, checkedAt: new Date().toISOString(), problem: problem?.failure ?? null });
    this.#onChange();
  }

  async #show(remote: RememberedRemote): Promise<RemoteRegistry> {
    const { registry } = remote;
    const { credentialFiles, seenCredentials } = await import('../registry/client/credentials.ts');
    const files = credentialFiles(process.env);
    const own = this.#kept.passwords.seen(registry);
    const seen = own ?? (await seenCredentials({ own: this.#app.remotes.credentials, files }, registry));
    const found = this.#found.get(registry) ?? notChecked;
    return { ...remote, user: seen?.user ?? null, credentials: seen?.kept ?? null, ...found };
  }
}

/** What stood in the way, or null. */
async function problemOf(app: AppContext, registry: string): Promise<StowageError | null> {
  const { checkRemote } = await import('../app/check-remote.ts');
  try {
    await checkRemote(app, registry);
    return null;
  } catch (error) {
    if (error instanceof StowageError) return error;
    throw error;
  }
}
