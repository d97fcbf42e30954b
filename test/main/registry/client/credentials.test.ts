// Room test/main/registry/client: whose credentials are taken: our own before docker's before podman's, a helper's before what
// stands in the file, and none where there are none. Files and helpers are real ones in a temporary folder.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CredentialPlaces,
  credentialFiles,
  findCredentials,
  seenCredentials,
} from '../../../../main/registry/client/credentials.ts';
import { temporaryFolder } from '../../opened-store.ts';

const registry = 'registry.example.com:5000';
const basic = (user: string, password: string): { readonly auth: string } => ({
  auth: Buffer.from(`${user}:${password}`).toString('base64'),
});
const own: CredentialPlaces['own'] = async () => await Promise.resolve({ user: 'own', password: 'o' });
let folder: string;
let docker: string;
let podman: string;
let places: CredentialPlaces;

beforeEach(() => {
  folder = temporaryFolder();
  [docker, podman] = [join(folder, 'config.json'), join(folder, 'containers', 'auth.json')];
  mkdirSync(join(folder, 'containers'));
  places = {
    own: async () => await Promise.resolve(null),
    files: credentialFiles({ DOCKER_CONFIG: folder, XDG_CONFIG_HOME: folder }),
  };
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, value: unknown): void {
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
}

/** A credential helper that runs this shell script; `$server` is what it is asked for. */
function helper(name: string, script: string): void {
  const path = join(folder, `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\nread server\n${script}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
}

describe('credentials', () => {
  it('are none where no file speaks of the registry, or none can be read', async () => {
    expect(await findCredentials(places, registry)).toBeNull();
    write(docker, '{"auths": {');
    write(podman, { auths: { 'registry.example.com': basic('a', 'b'), [registry]: {} } });
    expect(await findCredentials(places, registry)).toBeNull();
  });

  it("are our own, then docker's, then podman's", async () => {
    write(podman, { auths: { [registry]: basic('podman', 'p') } });
    expect(await findCredentials(places, registry)).toMatchObject({ user: 'podman', password: 'p', kept: 'podman' });
    write(docker, { auths: { [`https://${registry}`]: basic('docker', 'with:colon') } });
    expect(await findCredentials(places, registry)).toMatchObject({ user: 'docker', password: 'with:colon', kept: 'docker' });
    expect(await findCredentials({ ...places, own }, registry)).toMatchObject({ user: 'own', kept: 'own' });
  });

  it('of Docker Hub stand under the name of its first days', async () => {
    write(docker, { auths: { 'https://index.docker.io/v1/': basic('hub', 'h') } });
    expect(await findCredentials(places, 'docker.io')).toMatchObject({ user: 'hub' });
  });

  it.skipIf(process.platform === 'win32')(
    "are the registry's helper's before the file's, and a token where it gives one",
    async () => {
      write(docker, { auths: { [registry]: basic('file', 'f') }, credHelpers: { [registry]: 'test' }, credsStore: 'other' });
      helper('test', `echo '{"Username":"<token>","Secret":"t"}'`);
      expect(await findCredentials(places, registry)).toEqual({ user: '', password: '', identityToken: 't', kept: 'helper' });
      helper('test', 'echo credentials not found in native keychain; exit 1');
      expect(await findCredentials(places, registry)).toMatchObject({ user: 'file' });
    },
  );

  it.skipIf(process.platform === 'win32')('that a helper cannot give are a coded failure', async () => {
    write(docker, { credsStore: 'test' });
    helper('test', 'echo the keychain is locked; exit 1');
    await expect(findCredentials(places, registry)).rejects.toMatchObject({ code: 'credentials-unusable' });
    helper('test', 'echo no JSON');
    await expect(findCredentials(places, registry)).rejects.toMatchObject({ code: 'credentials-unusable' });
    for (const credsStore of ['missing-helper', '../up'] as const) {
      write(docker, { credsStore });
      await expect(findCredentials(places, registry)).rejects.toMatchObject({
        code: 'credentials-unusable',
        params: { registry },
      });
    }
  });

  it('are seen in the files without a helper being run', async () => {
    helper('test', 'exit 7');
    const seen = async (value: object, name = registry): Promise<unknown> => {
      write(docker, value);
      return await seenCredentials(places, name);
    };
    const entry = { auths: { [registry]: basic('docker', 'd') } };
    expect(await seen({})).toBeNull();
    expect(await seen(entry)).toEqual({ user: 'docker', kept: 'docker' });
    expect(await seen(entry, 'registry.example.com')).toBeNull();
    expect(await seen({ ...entry, credHelpers: { [registry]: 'test' } })).toEqual({ user: null, kept: 'helper' });
    expect(await seen({ auths: { [registry]: {} }, credsStore: 'test' })).toEqual({ user: null, kept: 'helper' });
    expect(await seen({ auths: {}, credsStore: 'test' })).toBeNull();
    expect(await seen({ auths: { [registry]: { identitytoken: 't' } } })).toEqual({ user: null, kept: 'docker' });
    write(podman, { auths: { [registry]: basic('podman', 'p') } });
    expect(await seen({ auths: {}, credsStore: 'test' })).toEqual({ user: 'podman', kept: 'podman' });
  });
});
