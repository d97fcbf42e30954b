// Room registry, client: whom we believe to be who they say: the authorities Node knows (NODE_EXTRA_CA_CERTS included), the
// system's, and one that its user gave for a registry. Nothing switches the check off.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { fileSystemError, StowageError } from '../../errors.ts';

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
let everybodys: SecureContext | undefined;

/** Reads a PEM file of certificates. @throws StowageError file-system; certificate-unusable where none is in it, or one is broken */
export function readAuthorities(path: string): string {
  const text = readPem(path);
  const certificates = text.match(block) ?? [];
  if (certificates.length === 0) throw new StowageError('certificate-unusable', { path, reason: 'it has no certificate' });
  try {
    return certificates.map((certificate) => new X509Certificate(certificate).toString()).join('\n');
  } catch (error) {
    throw new StowageError('certificate-unusable', { path, reason: 'a certificate in it is broken' }, { cause: error });
  }
}

/** Trusts `ca` (PEM) beside those that everybody trusts. */
export function trusting(ca: string | null): SecureContext {
  if (ca !== null) return createSecureContext({ ca: [...known(), ca] });
  return (everybodys ??= createSecureContext({ ca: known() }));
}

function known(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileSystemError(error, path, 'read');
  }
}
