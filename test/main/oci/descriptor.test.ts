// Room oci, tests: descriptors.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attestationSubject, isAttestation, parseDescriptor } from '../../../main/oci/descriptor.ts';
import { digestOf } from '../../../main/oci/digest.ts';
import { DocumentError } from '../../../main/oci/document.ts';
import { MEDIA } from '../../../main/oci/media-types.ts';

const DIGEST = digestOf(new Uint8Array([1]));
const PLAIN = { mediaType: MEDIA.ociLayer, digest: DIGEST, size: 1 };

const descriptors = fc
  .record(
    {
      mediaType: fc.string({ minLength: 1 }),
      digest: fc.uint8Array().map((bytes) => digestOf(bytes)),
      size: fc.maxSafeNat(),
      urls: fc.array(fc.webUrl(), { minLength: 1 }),
      annotations: fc.dictionary(fc.string(), fc.string(), { minKeys: 1 }),
      platform: fc.constantFrom({ os: 'linux', architecture: 'arm64', variant: 'v8' }),
      artifactType: fc.string({ minLength: 1 }),
      data: fc.base64String({ minLength: 4 }),
    },
    { requiredKeys: ['mediaType', 'digest', 'size'] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as object);

describe('descriptor', () => {
  it('reads every valid descriptor as it stands and ignores fields it does not know', () => {
    fc.assert(
      fc.property(descriptors, fc.jsonValue(), (value, extra) => {
        expect(parseDescriptor({ ...value, newField: extra }, 'layers[0]')).toEqual(value);
      }),
    );
  });

  it('answers any JSON value with a descriptor or a DocumentError that says where', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue().map((size) => ({ ...PLAIN, size, platform: size })),
        ),
        (value) => {
          try {
            expect(Number.isSafeInteger(parseDescriptor(value, 'config').size)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(DocumentError);
            expect((error as DocumentError).reason).toMatch(/^config/);
          }
        },
      ),
    );
  });

  it('takes null for absent', () => {
    const value = { ...PLAIN, urls: null, annotations: null, platform: null, artifactType: null, data: null };
    expect(parseDescriptor(value, 'config')).toEqual(PLAIN);
    expect(parseDescriptor({ ...PLAIN, annotations: { a: null, b: '' } }, 'config').annotations).toEqual({ b: '' });
  });

  it('keeps an annotation named __proto__ as plain data', () => {
    const { annotations } = parseDescriptor(
      JSON.parse(`{"mediaType":"a","digest":"${DIGEST}","size":0,"annotations":{"__proto__":"x","y":null}}`),
      'config',
    );
    expect(Object.entries(annotations ?? {})).toEqual([['__proto__', 'x']]);
  });

  it.each([
    ['no object', [], 'layers[2] is not an object'],
    ['no media type', { ...PLAIN, mediaType: undefined }, 'layers[2] has no media type'],
    [
      'a digest that is a path',
      { ...PLAIN, digest: 'sha256:../../../etc/passwd' },
      'layers[2] has no valid sha256 or sha512 digest',
    ],
    ['an unknown algorithm', { ...PLAIN, digest: `md5:${'0'.repeat(32)}` }, 'layers[2] has no valid sha256 or sha512 digest'],
    ['a digest that is no text', { ...PLAIN, digest: [DIGEST] }, 'layers[2] has no valid sha256 or sha512 digest'],
    ['no size', { ...PLAIN, size: undefined }, 'layers[2] has no valid size'],
    ['a negative size', { ...PLAIN, size: -1 }, 'layers[2] has no valid size'],
    ['a broken size', { ...PLAIN, size: 0.5 }, 'layers[2] has no valid size'],
    ['a size beyond exact numbers', { ...PLAIN, size: 2 ** 53 }, 'layers[2] has no valid size'],
    ['a size as text', { ...PLAIN, size: '1' }, 'layers[2] has no valid size'],
    [
      'an annotation that is a number',
      { ...PLAIN, annotations: { a: 1 } },
      'layers[2].annotations has a value that is not a string (a)',
    ],
    ['a platform that is text', { ...PLAIN, platform: 'linux/amd64' }, 'layers[2].platform is not an object'],
  ])('refuses %s', (_what, value, reason) => {
    expect(() => parseDescriptor(value, 'layers[2]')).toThrow(new DocumentError(reason));
  });

  it('knows an attestation and what it speaks of', () => {
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': DIGEST };
    const attestation = parseDescriptor({ ...PLAIN, annotations }, 'manifests[1]');
    expect([isAttestation(attestation), attestationSubject(attestation)]).toEqual([true, DIGEST]);
    const plain = parseDescriptor(PLAIN, 'manifests[0]');
    expect([isAttestation(plain), attestationSubject(plain)]).toEqual([false, undefined]);
  });
});
