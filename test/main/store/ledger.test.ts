// Room test/main/store: the ledger gives back what was appended, whatever a crash left at its end and whatever lines
// later versions write.
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Change } from '../../../main/catalog/change.ts';
import { appendLedger, cutLedger, ledgerSize, readLedger } from '../../../main/store/ledger.ts';
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
