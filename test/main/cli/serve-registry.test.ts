// Tests of `stowage serve` in a process of its own: what it prints first, what it lets clients do, and how it ends.
import type { ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hashSync } from 'bcryptjs';
import { generate } from 'selfsigned';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { startStowage, stowage } from '../../support/child.ts';
import { leftoversIn, temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string];
  return line;
}

it('prints the address first, lets clients pull only, and ends well when it is interrupted', async () => {
  const { process: child, ended } = startStowage(join(folder, 'a'), ['serve', '--port', '0']);
  const url = await firstLine(child);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
  expect((await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' })).status).toBe(405);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
});

it('ends with an upload half-way and leaves nothing of it', async () => {
  const store = join(folder, 'b');
  const { process: child, ended } = startStowage(store, ['serve', '--port', '0', '--allow-push', '--json']);
  const { url } = JSON.parse(await firstLine(child)) as { url: string };
  expect((await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' })).status).toBe(202);
  child.kill('SIGTERM');
  expect((await ended).exitCode).toBe(0);
  expect(leftoversIn(store)).toEqual([]);
});

it('with users it serves other computers over TLS, and says on stderr which certificate clients are to trust', async () => {
  const users = join(folder, 'users');
  writeFileSync(users, `ann:${hashSync('correct horse', 4)}\n`);
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
  vi.stubEnv('APPDATA', join(folder, 'config'));
  vi.stubEnv('HOME', folder);
  const words = ['serve', '--port', '0', '--host', '0.0.0.0', '--users', users];
  const { process: child, ended } = startStowage(join(folder, 'd'), words);
  const url = new URL(await firstLine(child));
  expect(url.protocol).toBe('https:');
  const { process: second, ended: secondEnded } = startStowage(join(folder, 'd'), [...words, '--json']);
  const told = JSON.parse(await firstLine(second)) as Record<'url' | 'certificateFingerprint' | 'certificatePath', string>;
  for (const process of [child, second]) process.kill('SIGINT');
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(0);
  const { fingerprint256 } = new X509Certificate(readFileSync(told.certificatePath));
  expect(told.certificateFingerprint).toBe(fingerprint256);
  for (const said of [fingerprint256, told.certificatePath, `certs.d/${url.host}/ca.crt`]) expect(stderr).toContain(said);
  expect((await secondEnded).stderr).toBe('');
});

it('serves with a certificate of its user, and refuses what is none with 2', async () => {
  const made = await generate([{ name: 'commonName', value: 'own' }], { keyType: 'ec', algorithm: 'sha256' });
  const [certificate, key] = [join(folder, 'own.pem'), join(folder, 'own.key')];
  writeFileSync(certificate, made.cert);
  writeFileSync(key, made.private);
  const { process: child, ended } = startStowage(join(folder, 'e'), [
    'serve',
    '--port',
    '0',
    '--certificate',
    certificate,
    '--key',
    key,
  ]);
  expect(await firstLine(child)).toMatch(/^https:\/\/127\.0\.0\.1:/);
  child.kill('SIGINT');
  const { stderr } = await ended;
  expect([stderr.includes(new X509Certificate(made.cert).fingerprint256), stderr.includes('certs.d')]).toEqual([true, false]);
  const wrong = await stowage(join(folder, 'e'), 'serve', '--certificate', key);
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('no PEM certificate')]);
});

it('refuses an address beyond this computer with 2 and a port that is taken with 5', async () => {
  const beyond = await stowage(join(folder, 'c'), 'serve', '--host', '0.0.0.0');
  expect([beyond.exitCode, beyond.stdout, beyond.stderr]).toEqual([2, '', expect.stringContaining('--users')]);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = await stowage(join(folder, 'c'), 'serve', '--port', String(port));
  await new Promise((resolve) => other.close(resolve));
  expect([taken.exitCode, taken.stdout]).toEqual([5, '']);
  expect(taken.stderr).toContain(`Port ${port} is used by another program.`);
});
