// The codec of one header block and of pax records: numbers, text, checksums, forged fields.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumFits, decodeHeader, decodeNumber, decodePax, tarPaddingBytes } from '../../../main/tar/header.ts';
import { block } from './reading.ts';

const field = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('decodeNumber', () => {
  it('reads octal with any of the terminators and paddings tools use', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 ** 11 - 1 }), fc.constantFrom('\0', ' ', ' \0'), fc.boolean(), (value, terminator, spaces) => {
        const digits = value.toString(8);
        const width = 12 - terminator.length;
        if (digits.length > width) return;
        const text = (spaces ? digits.padStart(width, ' ') : digits.padStart(width, '0')) + terminator;
        expect(decodeNumber(field(text), 0, 12)).toBe(value);
      }),
    );
  });

  it('reads twelve digits without a terminator', () => {
    expect(decodeNumber(field('777777777777'), 0, 12)).toBe(8 ** 12 - 1);
  });

  it('reads base-256 of both signs', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = Buffer.alloc(12, value < 0 ? 0xff : 0);
        bytes.writeBigInt64BE(BigInt(value), 4);
        if (value >= 0) bytes[0] = 0x80;
        expect(decodeNumber(bytes, 0, 12)).toBe(value);
      }),
    );
  });

  it('refuses base-256 beyond what a double holds', () => {
    const bytes = Buffer.alloc(12);
    bytes[0] = 0x80;
    bytes.writeBigUInt64BE(2n ** 53n, 4);
    expect(decodeNumber(bytes, 0, 12)).toBeUndefined();
    expect(decodeNumber(Buffer.alloc(12, 0xbf), 0, 12)).toBeUndefined();
  });

  it.each(['00000000008\0', '-0000000001\0', '0x10\0', '12 34\0'])('refuses %j', (text) => {
    expect(decodeNumber(field(text.padEnd(12, ' ')), 0, 12)).toBeUndefined();
  });

  it('reads an empty field as 0, and nothing after a NUL', () => {
    expect(decodeNumber(Buffer.alloc(12), 0, 12)).toBe(0);
    expect(decodeNumber(field('17\0rubbish89'), 0, 12)).toBe(0o17);
  });
});

describe('checksumFits', () => {
  it('takes the signed sum of old tars as well', () => {
    const bytes = block({ name: Buffer.from('caf\u00e9', 'latin1') });
    expect(checksumFits(bytes)).toBe(true);
    bytes.fill(0x20, 148, 156);
    let signed = 0;
    for (const byte of bytes) signed += byte > 127 ? byte - 256 : byte;
    bytes.write(`${signed.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(checksumFits(bytes)).toBe(true);
  });

  it('fails for every single bit that flips', () => {
    const bytes = block({ name: 'blobs/sha256/00', size: 1234 });
    for (let bit = 0; bit < 512 * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // The terminators of the checksum field itself are not summed.
      if (bit >> 3 >= 154 && bit >> 3 < 156) continue;
      if (checksumFits(flipped)) expect(decodeNumber(flipped, 148, 8)).toBe(decodeNumber(bytes, 148, 8));
    }
  });
});

describe('decodeHeader', () => {
  it('joins the prefix of ustar, and the shorter one of star', () => {
    expect(decodeHeader(block({ name: 'b', prefix: 'a' }))?.name).toBe('a/b');
    const star = block({ name: 'b', prefix: 'a', change: (bytes) => bytes.write('tar\0', 508, 'latin1') });
    star.write('00000000000 ', 345 + 131, 'latin1');
    expect(decodeHeader(star)?.name).toBe('a/b');
  });

  it.each(['ustar  \0', '\0\0\0\0\0\0\0\0'])('takes no prefix with the magic %j', (magic) => {
    expect(decodeHeader(block({ name: 'b', prefix: 'a', magic }))?.name).toBe('b');
  });

  it('refuses a negative size', () => {
    expect(decodeHeader(block({ size: Buffer.alloc(12, 0xff) }))).toBeUndefined();
  });

  it('reads a time before 1970', () => {
    expect(decodeHeader(block({ mtime: Buffer.alloc(12, 0xff) }))?.mtimeSeconds).toBe(-1);
  });
});

const record = (key: string, value: string): string => {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + String(length).length !== length) length++;
  return `${length} ${key}=${value}\n`;
};

describe('decodePax', () => {
  const key = fc.stringMatching(/^[A-Za-z.]{1,12}$/);

  it('reads what it is given, whatever the values hold', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, fc.string({ minLength: 1, unit: 'grapheme' })), { selector: ([name]) => name }),
        (records) => {
          const usable = records.filter(([name]) => name !== 'path' && name !== 'linkpath');
          const bytes = Buffer.from(usable.map(([name, value]) => record(name, value)).join(''));
          expect([...(decodePax(bytes) ?? [])]).toEqual(usable.map(([name, value]) => [name, Buffer.from(value).toString()]));
        },
      ),
    );
  });

  it('takes a record back by an empty value', () => {
    expect([...(decodePax(Buffer.from(record('a', '1') + record('a', ''))) ?? [])]).toEqual([]);
  });

  it.each([
    '6 a=b',
    '7 a=b\n',
    '5 a=b\n',
    '0 a=b\n',
    '-6 a=b\n',
    '5 =b\n',
    '5 ab\n',
    'x',
    '99999999999 a=b\n',
    ' 6 a=b\n',
    '13 path=a\0b\n',
  ])('refuses %j', (text) => {
    expect(decodePax(Buffer.from(text))).toBeUndefined();
  });
});

it('pads to whole blocks', () => {
  expect([0, 1, 511, 512, 513].map(tarPaddingBytes)).toEqual([0, 511, 1, 0, 511]);
});
