// Room registry, server: the certificate that the endpoint shows beyond this computer: one its user gives, checked before anything
// listens, or one that Stowage makes for this computer's names and addresses and keeps. It is no authority: it signs nothing else.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { errnoOf, StowageError } from '../../errors.ts';
import { writePrivateFile } from './private-file.ts';

export interface ServerCertificate {
  /** PEM, the certificate first and its chain after it. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
  readonly path: string;
}

/** As long as browsers take at most. */
const madeForDays = 825;

/**
 * Reads PEM files; without `keyPath` the key stands in the first one, too.
 * @throws StowageError certificate-unusable
 */
export function readCertificate(path: string, keyPath: string = path): ServerCertificate {
  const cert = readPem(path);
  const key = keyPath === path ? cert : readPem(keyPath);
  const parsed = attempt(path, 'there is no PEM certificate in it', () => new X509Certificate(cert));
  if (parsed.validToDate.getTime() <= Date.now()) throw unusable(path, `it expired on ${dayOf(parsed.validToDate)}`);
  if (parsed.validFromDate.getTime() > Date.now()) throw unusable(path, `it is not valid before ${dayOf(parsed.validFromDate)}`);
  const parsedKey = attempt(keyPath, 'there is no PEM key in it that needs no password', () => createPrivateKey(key));
  if (!parsed.checkPrivateKey(parsedKey)) throw unusable(keyPath, 'the key does not fit the certificate');
  return { cert, key, fingerprint: parsed.fingerprint256, path };
}

/**
 * The certificate that Stowage made before, while it is valid and names every address of this computer and `host`; else a new one,
 * which names those of the old one, too: a computer that comes back to a network needs no third.
 * @throws StowageError file-system, no-space
 */
export async function ownCertificate(folder: string, host: string): Promise<ServerCertificate> {
  const [path, keyPath] = [join(folder, 'registry-certificate.pem'), join(folder, 'registry-key.pem')];
  const names = namesOfThisComputer(host);
  const old = readKept(path, keyPath);
  if (old !== null && names.every((name) => isNamed(old, name))) return old;
  const { generate } = await import('selfsigned');
  const all = [...new Set([...names, ...(old === null ? [] : namesIn(old))])];
  const made = await generate([{ name: 'commonName', value: 'Stowage registry' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Clocks of clients may be behind.
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + madeForDays * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: all.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  writePrivateFile(keyPath, made.private);
  writePrivateFile(path, made.cert);
  return readCertificate(path, keyPath);
}

/** Its name, and its IPv4 addresses: those of IPv6 change daily, and each change would ask every client for new trust. */
function namesOfThisComputer(host: string): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each);
  const isEvery = host === '0.0.0.0' || host === '::';
  return [
    ...new Set([
      'localhost',
      hostname(),
      '127.0.0.1',
      '::1',
      ...addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
      ...(isEvery ? [] : [host]),
    ]),
  ];
}

/** An address at which other computers reach one that listens on all of them. */
export function outwardName(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? hostname();
}

function readKept(path: string, keyPath: string): ServerCertificate | null {
  try {
    return readCertificate(path, keyPath);
  } catch (error) {
    // Not there yet, expired, or spoilt: a new one is made.
    if (error instanceof StowageError) return null;
    throw error;
  }
}

function isNamed({ cert }: ServerCertificate, name: string): boolean {
  const parsed = new X509Certificate(cert);
  return (isIP(name) === 0 ? parsed.checkHost(name) : parsed.checkIP(name)) !== undefined;
}

function namesIn({ cert }: ServerCertificate): readonly string[] {
  const { subjectAltName = '' } = new X509Certificate(cert);
  return subjectAltName.split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StowageError('certificate-unusable', { path, reason: errnoOf(error) ?? '' }, { cause: error });
  }
}

function attempt<Value>(path: string, reason: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new StowageError('certificate-unusable', { path, reason }, { cause: error });
  }
}

function unusable(path: string, reason: string): StowageError {
  return new StowageError('certificate-unusable', { path, reason });
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
