// Tests of main/cli/exit-codes.ts.
import { describe, expect, it } from 'vitest';
import { exitCodeMeanings, exitCodes, importExitCode } from '../../../main/cli/exit-codes.ts';
import { archiveReport, importReport, plannedArtifact } from './sample-import.ts';

const damaged = { code: 'archive-truncated', params: { archive: 'a.tar', entry: '', atBytes: 5 } } as const;
const taken = { code: 'tag-conflict', params: { reference: 'a', current: 'x', incoming: 'y' } } as const;

describe('exit codes', () => {
  it('have a meaning for each that a failure can have, and use 0 for none of them', () => {
    const used = new Set(Object.values(exitCodes));
    expect([...used].every((code) => exitCodeMeanings[code] !== '')).toBe(true);
    expect(used.has(0)).toBe(false);
    expect(Object.keys(exitCodeMeanings).map(Number)).toEqual([...new Set([0, 7, ...used])].toSorted((a, b) => a - b));
  });

  it('tell kinds apart', () => {
    expect([exitCodes.internal, exitCodes.usage, exitCodes['reference-not-found'], exitCodes['digest-mismatch']]).toEqual([
      1, 2, 3, 4,
    ]);
    expect([exitCodes['tag-conflict'], exitCodes['store-busy'], exitCodes.cancelled]).toEqual([5, 6, 130]);
  });
});

describe('importExitCode', () => {
  it('is 0 when nothing was refused', () => {
    expect(importExitCode(importReport([archiveReport([plannedArtifact({})])], { addedCount: 1 }))).toBe(0);
  });

  it('is that of the first refusal when nothing came in', () => {
    expect(importExitCode(importReport([archiveReport([], { failure: damaged })], {}))).toBe(4);
    expect(importExitCode(importReport([archiveReport([plannedArtifact({ status: 'refused', failure: taken })])], {}))).toBe(5);
  });

  it('is 7 when some came in, or were here, and others were refused', () => {
    const archives = [archiveReport([plannedArtifact({})]), archiveReport([], { failure: damaged })];
    expect(importExitCode(importReport(archives, { addedCount: 1 }))).toBe(7);
    expect(importExitCode(importReport(archives, { heldCount: 1 }))).toBe(7);
  });
});
