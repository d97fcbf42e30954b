// Tests of main/cli/cleanup-report.ts: what `stowage cleanup` prints of a plan and of what was done.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanupNames, cleanupPlanLines, cleanupReportLines } from '../../../main/cli/cleanup-report.ts';
import { bytesText } from '../../../main/cli/text/bytes.ts';
import { type Line, paint } from '../../../main/cli/text/line.ts';
import { anyCleanupPlan, cleanupItem, cleanupPlan } from './sample-cleanup.ts';
import { digestOf } from './sample-import.ts';

const view = { screen: null, nowMs: Date.parse('2026-06-20T12:00:00Z') };
const shown = (lines: readonly Line[]): readonly string[] => lines.map((line) => paint(line, false));

describe('a cleanup plan', () => {
  it('shows every group with what stays and what is freed, then the sum', () => {
    const plan = cleanupPlan(
      [
        {
          kind: 'untagged',
          items: [
            cleanupItem({ formerTags: [{ tag: 'v1', until: '2026-06-01T12:00:00Z' }] }),
            cleanupItem({ digest: digestOf('b'), staysBytes: 0, staysFor: null, fullBytes: 5e6, freedBytes: 5e6 }),
          ],
        },
        { kind: 'unreferenced', items: [cleanupItem({ digest: digestOf('c'), staysBytes: 0, fullBytes: 2e6, freedBytes: 2e6 })] },
        {
          kind: 'interrupted',
          items: [cleanupItem({ digest: null, name: 'work-1', staysBytes: 0, fullBytes: 1000, freedBytes: 1000 })],
        },
      ],
      {
        kept: [
          { reason: 'recent', count: 2 },
          { reason: 'index-child', count: 1 },
        ],
      },
    );
    expect(shown(cleanupPlanLines(plan, view))).toEqual([
      'Untagged artifacts, 7 d or older',
      '  Artifact          Untagged since  Was  Full size    Stays    Freed  Stays for',
      '  web@aaaaaaaaaaaa  Jun 1           v1     30.0 MB  20.0 MB  10.0 MB  web:latest',
      '  web@bbbbbbbbbbbb  Jun 1                  5.00 MB      0 B  5.00 MB',
      '',
      'Blobs that nothing needs',
      '  Blob          Written    Freed',
      '  cccccccccccc  Jun 1    2.00 MB',
      '',
      'Interrupted work',
      '  Name    Begun    Freed',
      '  work-1  Jun 1  1.00 kB',
      '',
      'Stays  2 younger than 7 d',
      '       1 part of an image index',
      '20.0 MB of 37.0 MB stay.',
      'Would free 17.0 MB (2 artifacts, 1 blob that nothing needs, 1 piece of interrupted work)',
    ]);
  });

  it('names the tags that go, and counts no byte twice', () => {
    const item = cleanupItem({ tags: ['ci-1', 'ci-2'], countedAboveBytes: 4e6, fullBytes: 34e6 });
    expect(shown(cleanupPlanLines(cleanupPlan([{ kind: 'tagged', items: [item] }]), view)).slice(0, 3)).toEqual([
      'Tags that match, 7 d or older',
      '  Artifact          Tags        Tag set  Full size    Stays  Counted above    Freed  Stays for',
      '  web@aaaaaaaaaaaa  ci-1, ci-2  Jun 1      34.0 MB  20.0 MB        4.00 MB  10.0 MB  web:latest',
    ]);
  });

  it('says why no blob is taken while a manifest cannot be read', () => {
    const plan = cleanupPlan([], { blockers: [{ digest: digestOf('d'), reason: 'is not JSON' }] });
    expect(shown(cleanupPlanLines(plan, view))).toEqual([
      'No blob is taken away: what 1 manifest that cannot be read needs is not known.',
      `  ${digestOf('d')} is not JSON`,
      '  Verify the store with `stowage verify`, then repair or delete them.',
      'Would free 0 B',
    ]);
  });

  it('shows every selected row and no other, every reason, and the sum last, whatever the plan', () => {
    fc.assert(
      fc.property(anyCleanupPlan, (plan) => {
        const lines = shown(cleanupPlanLines(plan, view));
        const selected = plan.groups.flatMap((group) => group.items).filter((item) => item.selected);
        expect(cleanupNames(plan)).toEqual(selected.map((item) => item.digest ?? item.name));
        expect(lines.at(-1)).toContain(`Would free ${bytesText(plan.totals.freedBytes)}`);
        const filled = plan.groups.filter((group) => group.items.some((item) => item.selected)).length;
        const summing = plan.totals.staysBytes === 0 ? 1 : 2;
        const blocked = plan.blockers.length === 0 ? 0 : plan.blockers.length + 2;
        expect(lines.length).toBe(selected.length + 3 * filled + plan.kept.length + blocked + summing);
        expect(lines.join('\n')).not.toMatch(/undefined|NaN|<none>|dangling|reclaim|prune/);
        expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('a cleanup report', () => {
  it('tells what was freed by measure, and counts what went', () => {
    const report = {
      ...cleanupPlan([]),
      dryRun: false,
      deletedArtifacts: 3,
      removedTags: 1,
      deletedBlobs: 12,
      measuredBytes: 4_120_000_000,
    };
    expect(shown(cleanupReportLines(report, view))).toEqual(['Freed 4.12 GB (3 artifacts, 1 tag, 12 blobs)']);
    expect(
      shown(cleanupReportLines({ ...report, deletedArtifacts: 0, removedTags: 0, deletedBlobs: 0, measuredBytes: 0 }, view)),
    ).toEqual(['Freed 0 B']);
  });
});
