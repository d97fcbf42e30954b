// Room test/main/registry/client: any list of challenges a server may write is read for the strongest one that is understood.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChallenge } from '../../../../main/registry/client/challenge.ts';

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', ',', '=', '"', '\\', ':', '/', 'basic', 'bearer ') });
const basic = fc
  .record({ realm: text })
  .map(({ realm }) => ({ header: `Basic realm=${quoted(realm)}`, challenge: { scheme: 'basic' } }));
const bearer = fc
  .record({ realm: text, service: fc.option(text), scope: fc.option(text), word: fc.constantFrom('Bearer', 'bearer', 'BEARER') })
  .map(({ realm, service, scope, word }) => {
    const params = Object.entries({ realm, service, scope }).filter(([, value]) => value !== null);
    const header = `${word} ${params.map(([name, value]) => `${name}=${quoted(value ?? '')}`).join(',')}`;
    return { header, challenge: { scheme: 'bearer', realm, service, scope } };
  });
const other = fc
  .constantFrom('Negotiate', 'Digest realm="x", nonce="basic"', 'Bearer error="no realm"')
  .map((header) => ({ header, challenge: null }));

describe('a challenge', () => {
  it('is the first Bearer with a realm, else Basic, whatever stands around it and in its quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(basic, bearer, other), { maxLength: 4 }), (list) => {
        const wanted =
          list.find(({ challenge }) => challenge?.scheme === 'bearer') ?? list.find(({ challenge }) => challenge !== null);
        expect(readChallenge(list.map(({ header }) => header).join(', '))).toEqual(wanted?.challenge ?? null);
      }),
    );
  });

  it('may have values without quotes, and is none without a header', () => {
    expect(readChallenge('Bearer realm=https://a/token,service=b')).toEqual({
      scheme: 'bearer',
      realm: 'https://a/token',
      service: 'b',
      scope: null,
    });
    expect(readChallenge(undefined)).toBeNull();
  });
});
