// Room oci, tests: digests.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestAlgorithm,
  digestFromHex,
  digestHex,
  digestOf,
  isDigest,
  parseDigest,
  shortDigest,
} from '../../../main/oci/digest.ts';

const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('digest', () => {
  it('round-trips every digest it makes through its text, algorithm and hex', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('sha256' as const, 'sha512' as const), (bytes, algorithm) => {
        const digest = digestOf(bytes, algorithm);
        expect(parseDigest(digest)).toBe(digest);
        expect(digestAlgorithm(digest)).toBe(algorithm);
        expect(digestFromHex(digestHex(digest), digestAlgorithm(digest))).toBe(digest);
      }),
    );
  });

  it('refuses any digest of one character more, less, or changed to what hex has not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(63), fc.constantFrom('g', 'A', 'F', ' ', '/', '\n', ':'), (bytes, at, wrong) => {
        const digest = digestOf(bytes);
        const place = 'sha256:'.length + at;
        expect(isDigest(digest.slice(0, place) + wrong + digest.slice(place + 1))).toBe(false);
        expect(isDigest(digest.slice(0, place) + digest.slice(place + 1))).toBe(false);
        expect(isDigest(`${digest}0`)).toBe(false);
      }),
    );
  });

  it('hashes no bytes to the well-known digest and shortens it to its first hex characters', () => {
    const digest = digestOf(new Uint8Array());
    expect(digest).toBe(EMPTY);
    expect(shortDigest(digest)).toBe('e3b0c44298fc');
    expect(shortDigest(digest, 7)).toBe('e3b0c44');
  });

  it.each([
    '',
    'sha256:',
    EMPTY.toUpperCase(),
    EMPTY.replace('sha256', 'SHA256'),
    EMPTY.replace('sha256', 'sha512'),
    EMPTY.replace('sha256', 'md5'),
    `${EMPTY}\n`,
    ` ${EMPTY}`,
    '../../etc/passwd',
    'sha256:../../etc/passwd',
  ])('does not take %j for a digest', (text) => {
    expect(parseDigest(text)).toBeUndefined();
  });

  it('throws when hex of the wrong length is to become a digest', () => {
    expect(() => digestFromHex('abc')).toThrow('not a digest');
  });
});
