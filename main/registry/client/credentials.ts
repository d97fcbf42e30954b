// Room registry, client: who we are to a registry: what Stowage keeps itself, then what docker and podman keep (their
// config.json and auth.json, with credential helpers). It reads; it never writes another program's file.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errnoOf, StowageError } from '../../errors.ts';

export interface Credentials {
  readonly user: string;
  /** Empty where there is an identity token. */
  readonly password: string;
  /** A token to exchange for others (Docker's `identitytoken`), or null. */
  readonly identityToken: string | null;
  readonly kept: 'own' | 'docker' | 'podman' | 'helper';
}

/** What Stowage itself keeps, wherever that is. Null: nothing for this registry. */
export type OwnCredentials = (registry: string) => Promise<Pick<Credentials, 'user' | 'password'> | null>;

export interface CredentialPlaces {
  readonly own: OwnCredentials;
  /** Files to look into, first to last: docker's and podman's. */
  readonly files: readonly { readonly path: string; readonly kept: 'docker' | 'podman' }[];
}

/** Where docker and podman keep theirs on this machine (docker-login(1), containers-auth.json(5)). */
export function credentialFiles(env: NodeJS.ProcessEnv): CredentialPlaces['files'] {
  const docker = join(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json');
  const runtime = env['XDG_RUNTIME_DIR'];
  const podman = [
    ...(env['REGISTRY_AUTH_FILE'] === undefined ? [] : [env['REGISTRY_AUTH_FILE']]),
    ...(runtime === undefined ? [] : [join(runtime, 'containers', 'auth.json')]),
    join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'containers', 'auth.json'),
  ];
  return [{ path: docker, kept: 'docker' as const }, ...podman.map((path) => ({ path, kept: 'podman' as const }))];
}

/** Finds credentials for `registry` (`host[:port]`). @throws StowageError credentials-unusable: a helper failed */
export async function findCredentials(places: CredentialPlaces, registry: string): Promise<Credentials | null> {
  const own = await places.own(registry);
  if (own !== null) return { ...own, identityToken: null, kept: 'own' };
  for (const { path, kept } of places.files) {
    const found = await inFile(path, kept, registry);
    if (found !== null) return found;
  }
  return null;
}

/** What podman keeps for a part of the registry (`registry/namespace`), the nearest to `path`; null where that says nothing. */
export async function findNarrower(places: CredentialPlaces, registry: string, path: string): Promise<Credentials | null> {
  if ((await places.own(registry)) !== null) return null;
  const parts = path.split('/');
  const keys = parts.map((_, at) => [registry, ...parts.slice(0, parts.length - at)].join('/'));
  const files = places.files.filter(({ kept }) => kept === 'podman');
  const entries = await Promise.all(files.map(async (file) => (await readAuthFile(file.path))?.auths ?? {}));
  for (const key of keys)
    for (const auths of entries) {
      const found = readEntry(auths[key]);
      if (found !== null) return { ...found, kept: 'podman' };
    }
  return null;
}

/** What the files of docker and podman say, without running a helper: who it has is then not known (null). */
export async function seenCredentials(
  { files }: CredentialPlaces,
  registry: string,
): Promise<{ readonly user: string | null; readonly kept: 'docker' | 'podman' | 'helper' } | null> {
  for (const { path, kept } of files) {
    const file = await readAuthFile(path);
    if (file === null) continue;
    const keys = keysOf(registry);
    // Beside a helper for everything, docker notes for whom it has something.
    const isHelped = (key: string): boolean =>
      file.credHelpers?.[key] !== undefined || ((file.credsStore ?? '') !== '' && file.auths?.[key] !== undefined);
    if (keys.some(isHelped)) return { user: null, kept: 'helper' };
    const found = keys.map((key) => readEntry(file.auths?.[key])).find((entry) => entry !== null);
    if (found !== undefined && found !== null) return { user: found.user === '' ? null : found.user, kept };
  }
  return null;
}

interface AuthEntry {
  readonly auth?: string;
  readonly identitytoken?: string;
  readonly username?: string;
  readonly password?: string;
}

interface AuthFile {
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

async function inFile(path: string, kept: 'docker' | 'podman', registry: string): Promise<Credentials | null> {
  const file = await readAuthFile(path);
  if (file === null) return null;
  const keys = keysOf(registry);
  const helper = keys.map((key) => file.credHelpers?.[key]).find((name) => name !== undefined) ?? file.credsStore;
  if (helper !== undefined && helper !== '') {
    for (const key of keys) {
      const found = await askHelper(helper, key, registry);
      if (found !== null) return found;
    }
  }
  const found = keys.map((key) => readEntry(file.auths?.[key])).find((entry) => entry !== null);
  return found === undefined || found === null ? null : { ...found, kept };
}

function readEntry(entry: AuthEntry | undefined): Omit<Credentials, 'kept'> | null {
  if (entry === undefined) return null;
  const [user = '', ...rest] = Buffer.from(entry.auth ?? '', 'base64')
    .toString('utf8')
    .replaceAll('\0', '')
    .split(':');
  const named = {
    user: entry.username ?? user,
    password: entry.password ?? rest.join(':'),
    identityToken: entry.identitytoken ?? null,
  };
  return named.user === '' && named.identityToken === null ? null : named;
}

/** Names under which credentials may stand; Docker Hub has kept those of its first days. */
function keysOf(registry: string): readonly string[] {
  const hub = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];
  return hub.includes(registry)
    ? hub
    : [
        registry,
        `https://${registry}`,
        `https://${registry}/`,
        `http://${registry}`,
        `https://${registry}/v2/`,
        `https://${registry}/v1/`,
      ];
}

async function readAuthFile(path: string): Promise<AuthFile | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch (error) {
    // A file that is not there, not for us, or half written by its owner is as good as none.
    if (errnoOf(error) !== undefined || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `docker-credential-<name> get` (docker/docker-credential-helpers). */
async function askHelper(name: string, key: string, registry: string): Promise<Credentials | null> {
  if (!/^[\w.-]+$/.test(name)) throw new StowageError('credentials-unusable', { registry, reason: `helper ${name}` });
  const { code, output } = await runHelper(`docker-credential-${name}`, key, registry);
  if (code !== 0) {
    if (/not found|no credentials/i.test(output)) return null;
    throw new StowageError('credentials-unusable', {
      registry,
      reason: `docker-credential-${name}: ${output.trim().slice(0, 200)}`,
    });
  }
  try {
    const { Username = '', Secret = '' } = JSON.parse(output) as { Username?: string; Secret?: string };
    if (Username === '<token>') return { user: '', password: '', identityToken: Secret, kept: 'helper' };
    return Username === '' ? null : { user: Username, password: Secret, identityToken: null, kept: 'helper' };
  } catch {
    throw new StowageError('credentials-unusable', { registry, reason: `docker-credential-${name} gave no JSON` });
  }
}

async function runHelper(
  command: string,
  key: string,
  registry: string,
): Promise<{ readonly code: number; readonly output: string }> {
  return await new Promise((resolve, reject) => {
    const child = spawn(command, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: 30_000 });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) =>
      reject(new StowageError('credentials-unusable', { registry, reason: `${command}: ${error.message}` })),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(key);
  });
}
