// Tests of main/cli/lock-lines.ts: what `stowage lock` and `stowage unlock` print.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockLine, lockListLines } from '../../../main/cli/lock-lines.ts';
import { type Line, paint } from '../../../main/cli/text/line.ts';
import type { LockInfo } from '../../../preload/contract/upkeep-model.ts';
import { digestOf } from './sample-import.ts';

const view = { screen: null, nowMs: Date.parse('2026-06-20T12:00:00Z') };
const shown = (lines: readonly Line[]): readonly string[] => lines.map((line) => paint(line, false));
const web = 'docker.io/library/web';
const lock: LockInfo = {
  reference: `${web}:v1`,
  repository: web,
  tag: 'v1',
  digest: null,
  switches: { deleteEnabled: false, writeEnabled: false, listEnabled: true, readEnabled: true },
  since: '2026-06-20T11:55:00Z',
};

describe('a lock', () => {
  it('says what it forbids, or that there is none', () => {
    expect(shown([lockLine('web:v1', lock), lockLine(`${web}:v1`, null)])).toEqual([
      'web:v1 is locked: delete, write',
      'web:v1 has no lock of its own',
    ]);
  });

  it('names exactly the switches that are off', () => {
    const switches = fc.record({
      deleteEnabled: fc.boolean(),
      writeEnabled: fc.boolean(),
      listEnabled: fc.boolean(),
      readEnabled: fc.boolean(),
    });
    fc.assert(
      fc.property(switches, (given) => {
        const [line = ''] = shown([lockLine('web', { ...lock, switches: given })]);
        for (const name of ['delete', 'write', 'list', 'read'] as const)
          expect(new RegExp(`[ ]${name}(,|$)`).test(line)).toBe(!given[`${name}Enabled`]);
      }),
    );
  });
});

describe('the list of locks', () => {
  it('has one lock a line', () => {
    const whole: LockInfo = { ...lock, reference: web, tag: null, switches: { ...lock.switches, writeEnabled: true } };
    const one: LockInfo = { ...lock, reference: `${web}@${digestOf('a')}`, tag: null, digest: digestOf('a') };
    expect(shown(lockListLines([lock, whole, one], view)).map((line) => line.replaceAll(/ {3,}/g, '   '))).toEqual([
      'Name   Locked   Since',
      'web:v1   delete, write  5 min ago',
      'web   delete   5 min ago',
      `web@${digestOf('a')}  delete, write  5 min ago`,
    ]);
    expect(shown(lockListLines([], view))).toEqual(['Nothing is locked.']);
  });
});
