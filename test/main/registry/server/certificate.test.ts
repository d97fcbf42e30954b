// Tests of the certificate: which ones of a user are refused and why, and that the one Stowage makes is kept, private, and trusted
// by who has it.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, expect, it } from 'vitest';
import { ownCertificate, readCertificate, type ServerCertificate } from '../../../../main/registry/server/certificate.ts';
import { listen } from '../../../../main/registry/server/listen.ts';
import { temporaryFolder } from '../../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dayMs = 86_400_000;

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function madeBetween(name: string, fromMs: number, toMs: number): Promise<{ readonly cert: string; readonly key: string }> {
  const dates = { notBeforeDate: new Date(Date.now() + fromMs), notAfterDate: new Date(Date.now() + toMs) };
  const made = await generate([{ name: 'commonName', value: name }], { keyType: 'ec', algorithm: 'sha256', ...dates });
  return { cert: written(`${name}.pem`, made.cert), key: written(`${name}.key`, made.private) };
}

it('reads a certificate and its key, from two files or one, and tells its fingerprint as openssl does', async () => {
  const { cert, key } = await madeBetween('good', -dayMs, dayMs);
  const one = written('one.pem', readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'));
  const { fingerprint } = readCertificate(cert, key);
  expect(fingerprint).toBe(new X509Certificate(readFileSync(cert)).fingerprint256);
  expect(fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(readCertificate(one).fingerprint).toBe(fingerprint);
});

function refused(path: string, keyPath: string | undefined, params: object): void {
  expect(() => readCertificate(path, keyPath)).toThrow(expect.objectContaining({ code: 'certificate-unusable', params }));
}

it('refuses what cannot be used, with the file and the reason', async () => {
  const good = await madeBetween('fine', -dayMs, dayMs);
  const old = await madeBetween('old', -2 * dayMs, -dayMs);
  const early = await madeBetween('early', dayMs, 2 * dayMs);
  const text = written('text', 'not PEM');
  const locked = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
  }).privateKey;
  refused(join(folder, 'none'), good.key, { path: join(folder, 'none'), reason: 'ENOENT' });
  refused(text, good.key, { path: text, reason: 'there is no PEM certificate in it' });
  refused(good.cert, text, { path: text, reason: 'there is no PEM key in it that needs no password' });
  refused(good.cert, undefined, { path: good.cert, reason: 'there is no PEM key in it that needs no password' });
  refused(good.cert, written('locked', locked), { path: join(folder, 'locked'), reason: expect.stringContaining('password') });
  refused(good.cert, old.key, { path: old.key, reason: 'the key does not fit the certificate' });
  refused(old.cert, old.key, { path: old.cert, reason: expect.stringMatching(/^it expired on \d{4}-\d\d-\d\d$/) });
  refused(early.cert, early.key, { path: early.cert, reason: expect.stringMatching(/^it is not valid before/) });
});

it('makes one for every address of this computer, keeps it, and its key from others', async () => {
  const own = join(folder, 'own');
  const made = await ownCertificate(own, '0.0.0.0');
  const parsed = new X509Certificate(made.cert);
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each);
  for (const { address, family } of addresses) if (family === 'IPv4') expect(parsed.checkIP(address)).toBe(address);
  expect([parsed.checkHost('localhost'), parsed.checkIP('127.0.0.1'), parsed.ca]).toEqual(['localhost', '127.0.0.1', false]);
  if (process.platform !== 'win32') expect(statSync(join(own, 'registry-key.pem')).mode & 0o777).toBe(0o600);
  expect(await ownCertificate(own, '0.0.0.0')).toEqual(made);
});

it('makes another where an address is missing, it has expired, or it is spoilt; the names of the old one stay', async () => {
  const own = join(folder, 'renewed');
  const first = await ownCertificate(own, '0.0.0.0');
  const second = await ownCertificate(own, 'registry.example');
  expect(second.fingerprint).not.toBe(first.fingerprint);
  const third = await ownCertificate(own, '192.0.2.77');
  const parsed = new X509Certificate(third.cert);
  expect([parsed.checkHost('registry.example'), parsed.checkIP('192.0.2.77')]).toEqual(['registry.example', '192.0.2.77']);
  expect(await ownCertificate(own, 'registry.example')).toEqual(third);
  writeFileSync(join(own, 'registry-certificate.pem'), 'spoilt');
  expect((await ownCertificate(own, '0.0.0.0')).fingerprint).not.toBe(third.fingerprint);
  const old = await madeBetween('expired', -2 * dayMs, -dayMs);
  for (const [from, to] of [
    [old.cert, 'registry-certificate.pem'],
    [old.key, 'registry-key.pem'],
  ] as const)
    writeFileSync(join(own, to), readFileSync(from));
  expect(new X509Certificate((await ownCertificate(own, '0.0.0.0')).cert).validToDate.getTime()).toBeGreaterThan(Date.now());
});

it('is trusted by who has it, and by nobody else', async () => {
  const made = await ownCertificate(join(folder, 'served'), '127.0.0.1');
  const listening = await listen(
    { handle: async (_request, response) => await Promise.resolve(void response.end('here')) },
    { host: '127.0.0.1', port: 0, tls: made },
  );
  try {
    expect(await statusOver(listening.port, made)).toBe(200);
    await expect(statusOver(listening.port, null)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  } finally {
    await listening.close();
  }
});

async function statusOver(port: number, trusted: ServerCertificate | null): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const ca = trusted === null ? {} : { ca: trusted.cert };
    request({ host: '127.0.0.1', port, agent: false, ...ca }, (reply) => resolve(reply.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
