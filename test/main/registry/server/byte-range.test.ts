// Tests of byte ranges, asked for (RFC 9110, 14.2) and sent (distribution spec, "Pushing a blob in chunks").
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readChunkRange, readRange } from '../../../../main/registry/server/byte-range.ts';

const size = fc.integer({ min: 1, max: 2 ** 40 });
const inside = size.chain((sizeBytes) =>
  fc
    .tuple(fc.integer({ min: 0, max: sizeBytes - 1 }), fc.integer({ min: 0, max: sizeBytes - 1 }))
    .map(([a, b]) => ({ sizeBytes, first: Math.min(a, b), last: Math.max(a, b) })),
);

it('a range inside is what it says, an open one goes to the end, a suffix counts from there', () => {
  fc.assert(
    fc.property(inside, ({ sizeBytes, first, last }) => {
      expect(readRange(`bytes=${first}-${last}`, sizeBytes)).toEqual({ first, last });
      expect(readRange(`bytes=${first}-`, sizeBytes)).toEqual({ first, last: sizeBytes - 1 });
      expect(readRange(`bytes=-${sizeBytes - first}`, sizeBytes)).toEqual({ first, last: sizeBytes - 1 });
    }),
  );
});

it('an end past the blob is cut there, a beginning past it cannot be satisfied', () => {
  fc.assert(
    fc.property(inside, fc.nat(), ({ sizeBytes, first }, more) => {
      expect(readRange(`bytes=${first}-${sizeBytes + more}`, sizeBytes)).toEqual({ first, last: sizeBytes - 1 });
      expect(readRange(`bytes=-${sizeBytes + more}`, sizeBytes)).toEqual({ first: 0, last: sizeBytes - 1 });
      expect(readRange(`bytes=${sizeBytes + more}-`, sizeBytes)).toBe('unsatisfiable');
    }),
  );
});

it('whatever the header, what comes out lies in the blob', () => {
  fc.assert(
    fc.property(fc.option(fc.string(), { nil: undefined }), fc.nat({ max: 100 }), (header, sizeBytes) => {
      const range = readRange(header, sizeBytes);
      if (typeof range === 'string') return;
      expect(range.first).toBeGreaterThanOrEqual(0);
      expect(range.last).toBeGreaterThanOrEqual(range.first);
      expect(range.last).toBeLessThan(sizeBytes);
    }),
  );
});

it.each([undefined, '', 'bytes=-', 'items=0-1', 'bytes=0-1,3-4', 'bytes=a-b', 'bytes 0-1'])('ignores %j', (header) => {
  expect(readRange(header, 10)).toBe('whole');
});

it.each(['bytes=5-4', 'bytes=-0', 'bytes=10-'])('cannot satisfy %j of ten bytes', (header) => {
  expect(readRange(header, 10)).toBe('unsatisfiable');
});

it('reads the range of a chunk in each way clients write it', () => {
  fc.assert(
    fc.property(inside, ({ sizeBytes, first, last }) => {
      for (const text of [`${first}-${last}`, `bytes ${first}-${last}/${sizeBytes}`, `bytes=${first}-${last}`])
        expect(readChunkRange(text)).toEqual({ first, last });
    }),
  );
  expect(readChunkRange(undefined)).toBeUndefined();
  for (const text of ['', '5', '5-4', '-5', 'a-b', '0-1x']) expect(readChunkRange(text)).toBeNull();
});
