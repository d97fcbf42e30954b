// Room test/main/store: the ledger gives back what was appended, whatever a crash left at its end and whatever lines
// later versions write.
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Change } from '../../../main/catalog/change.ts';
import { appendLedger, readLedger, readLedgerBackward } from '../../../main/store/ledger.ts';
import { cutLedger, ledgerSize, sealBytes } from '../../../main/store/ledger-segments.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));

const change: fc.Arbitrary<Change> = fc.record(
  {
    at: fc.constant('2026-01-02T03:04:05.678Z'),
    door: fc.constantFrom('cli', 'web', 'outside'),
    operation: fc.constantFrom('import', 'tag'),
    source: fc.string({ unit: 'grapheme' }),
    blobs: fc.array(fc.string()),
  },
  { requiredKeys: ['at', 'door', 'operation'] },
);

function written(changes: readonly Change[]): string {
  const path = newPath();
  for (const each of changes) appendLedger(path, ledgerSize(path), each);
  return path;
}

/** What reading from the end gives, put in order. */
function readBack(path: string, end = ledgerSize(path)): readonly Change[] {
  const changes: Change[] = [];
  readLedgerBackward(path, end, (each) => changes.push(each) > 0);
  return changes.toReversed();
}

/** Seals the live file as one that has grown large is. */
function seal(path: string, number: number): void {
  renameSync(path, `${path}-${String(number).padStart(6, '0')}`);
}

function readAll(path: string, offset = 0): { readonly changes: readonly Change[]; readonly end: number } {
  const changes: Change[] = [];
  const end = readLedger(path, offset, (each) => changes.push(each));
  return { changes, end };
}

it('gives back every change in order, and from the middle what came after', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), fc.array(change, { maxLength: 6 }), (first, second) => {
      const path = written(first);
      const middle = ledgerSize(path);
      for (const each of second) expect(appendLedger(path, ledgerSize(path), each)).toBe(ledgerSize(path));
      expect(readAll(path)).toEqual({ changes: [...first, ...second], end: ledgerSize(path) });
      expect(readAll(path, middle).changes).toEqual(second);
      rmSync(path, { force: true });
    }),
    { numRuns: 50 },
  );
});

it('cut off anywhere, it gives the whole lines before, and the next append takes the torn one away', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), change, fc.nat(), (changes, next, cut) => {
      const path = written(changes);
      truncateSync(path, cut % (ledgerSize(path) + 1));
      const whole = readFileSync(path, 'utf8').split('\n').length - 1;
      const { changes: left, end } = readAll(path);
      expect(left).toEqual(changes.slice(0, whole));
      appendLedger(path, end, next);
      expect(readAll(path).changes).toEqual([...changes.slice(0, whole), next]);
      rmSync(path);
    }),
    { numRuns: 50 },
  );
});

it('passes over lines it does not understand', () => {
  const known: Change = { at: '2026-01-02T03:04:05Z', door: 'cli', operation: 'tag' };
  const path = written([known]);
  appendFileSync(path, 'not json\n[]\nnull\n{"version":2}\n\n');
  appendLedger(path, ledgerSize(path), known);
  expect(readAll(path).changes).toEqual([known, known]);
});

it('reads lines longer than what is read at once', () => {
  const long: Change = { at: '2026-01-02T03:04:05Z', door: 'cli', operation: 'import', source: 'ü'.repeat(3 << 20) };
  const short: Change = { at: '2026-01-02T03:04:05Z', door: 'cli', operation: 'tag' };
  expect(readAll(written([short, long, short])).changes).toEqual([short, long, short]);
});

it('a cut takes away what stands after it and nothing else', () => {
  const path = newPath();
  writeFileSync(path, 'one\ntwo\n');
  cutLedger(path, 100);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  cutLedger(path, 4);
  expect(readFileSync(path, 'utf8')).toBe('one\n');
});

it('without a file there is nothing', () => {
  expect(ledgerSize(newPath())).toBe(0);
  expect(readAll(newPath())).toEqual({ changes: [], end: 0 });
});

const segmented = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

/** A ledger of which all parts but the last are sealed. */
function writtenInSegments(parts: readonly (readonly Change[])[]): string {
  const path = newPath();
  for (const [at, part] of parts.entries()) {
    if (at > 0) seal(path, at);
    for (const each of part) appendLedger(path, ledgerSize(path), each);
  }
  return path;
}

it('reads the same over any segments, from any line on, forwards and backwards', () => {
  fc.assert(
    fc.property(segmented, fc.nat(), (parts, at) => {
      const all = parts.flat();
      const path = writtenInSegments(parts);
      const ends: number[] = [];
      expect(readLedger(path, 0, (_, end) => ends.push(end))).toBe(ledgerSize(path));
      expect(readAll(path).changes).toEqual(all);
      expect(readBack(path)).toEqual(all);
      const from = at % all.length;
      expect(readAll(path, ends[from]).changes).toEqual(all.slice(from + 1));
      expect(readBack(path, ends[from])).toEqual(all.slice(0, from + 1));
    }),
    { numRuns: 100 },
  );
});

it('cut at any line of any segment, it goes on from there', () => {
  fc.assert(
    fc.property(segmented, fc.nat(), change, (parts, at, next) => {
      const all = parts.flat();
      const path = writtenInSegments(parts);
      const ends: number[] = [];
      readLedger(path, 0, (_, end) => ends.push(end));
      const keep = at % all.length;
      cutLedger(path, ends[keep] ?? 0);
      expect(ledgerSize(path)).toBe(ends[keep]);
      expect(appendLedger(path, ends[keep] ?? 0, next)).toBe(ledgerSize(path));
      expect(readAll(path).changes).toEqual([...all.slice(0, keep + 1), next]);
      expect(readBack(path)).toEqual([...all.slice(0, keep + 1), next]);
    }),
    { numRuns: 100 },
  );
});

it('a segment that somebody cut short, or took away, costs the lines it had and no others', () => {
  fc.assert(
    fc.property(segmented, fc.nat(), fc.nat(), fc.boolean(), (parts, at, cut, whole) => {
      const path = writtenInSegments(parts);
      const hit = at % parts.length;
      const file = hit === parts.length - 1 ? path : `${path}-${String(hit + 1).padStart(6, '0')}`;
      if (whole) rmSync(file);
      else truncateSync(file, cut % (statSync(file).size + 1));
      const lines = whole ? 0 : readFileSync(file, 'utf8').split('\n').length - 1;
      const left = parts.flatMap((part, position) => (position === hit ? part.slice(0, lines) : part));
      expect(readAll(path).changes).toEqual(left);
      expect(readBack(path)).toEqual(left);
    }),
    { numRuns: 100 },
  );
});

it('is sealed when it has grown large, keeps counting, and a crash between sealing and writing loses nothing', () => {
  const large: Change = { at: '2026-01-02T03:04:05Z', door: 'cli', operation: 'import', source: 'x'.repeat(sealBytes / 2) };
  const small: Change = { at: '2026-01-02T03:04:05Z', door: 'cli', operation: 'tag' };
  const path = newPath();
  let size = 0;
  const changes = [large, large, small, large, large, small, small];
  for (const each of changes) size = appendLedger(path, size, each);
  expect(size).toBe(ledgerSize(path));
  expect([`${path}-000001`, `${path}-000002`].map((each) => existsSync(each))).toEqual([true, true]);
  expect(statSync(path).size).toBeLessThan(sealBytes);
  expect(readAll(path)).toEqual({ changes, end: size });
  expect(readBack(path)).toEqual(changes);
  seal(path, 3);
  expect(appendLedger(path, ledgerSize(path), small)).toBe(ledgerSize(path));
  expect(readAll(path).changes).toEqual([...changes, small]);
});

it('read backwards, a torn end is passed over and reading stops when asked', () => {
  const changes = ['a', 'b', 'c'].map((operation): Change => ({ at: '2026-01-02T03:04:05Z', door: 'cli', operation }));
  const path = written(changes);
  appendFileSync(path, '{"torn');
  expect(readBack(path)).toEqual(changes);
  const seen: string[] = [];
  readLedgerBackward(path, ledgerSize(path), ({ operation }) => seen.push(operation) < 2);
  expect(seen).toEqual(['c', 'b']);
});
