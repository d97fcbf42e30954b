// Room main/oci: content digests (`sha256:…`, `sha512:…`), their grammar and how they are made. It hashes bytes already in
// memory; streams are hashed where they flow.
import { hash } from 'node:crypto';

/** `<algorithm>:<lower-case hex>` of a registered algorithm (OCI image spec, descriptor.md, "Digests"). */
export type Digest = string & { readonly __brand: 'Digest' };

export type DigestAlgorithm = 'sha256' | 'sha512';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** The digest `text` spells, or undefined: an unknown algorithm, the wrong length and upper-case hex are not digests. */
export function parseDigest(text: string): Digest | undefined {
  return isDigest(text) ? text : undefined;
}

export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith('sha256:') ? 'sha256' : 'sha512';
}

export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** Throws a plain Error when `hex` is not lower-case hex of the algorithm's length: that is a fault of the caller. */
export function digestFromHex(hex: string, algorithm: DigestAlgorithm = 'sha256'): Digest {
  const text = `${algorithm}:${hex}`;
  if (!isDigest(text)) throw new Error(`not a digest: ${text}`);
  return text;
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return digestFromHex(hash(algorithm, bytes, 'hex'), algorithm);
}

/** The first `length` hex characters, as `docker images` shows IDs. */
export function shortDigest(digest: Digest, length = 12): string {
  return digestHex(digest).slice(0, length);
}
