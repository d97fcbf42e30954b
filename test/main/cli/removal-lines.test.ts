// Tests of main/cli/removal-lines.ts: what `stowage rm` and `stowage undo` print. Times stand at noon, so that the local zone
// does not change the day.
import { describe, expect, it } from 'vitest';
import { removalLines, removalPlanLines, undoHint, undoLines, undoOfferLines } from '../../../main/cli/removal-lines.ts';
import { type Line, paint } from '../../../main/cli/text/line.ts';
import { digestOf } from './sample-import.ts';

const nowMs = Date.parse('2026-06-20T12:00:00Z');
const view = { screen: null, nowMs };
const shown = (lines: readonly Line[]): readonly string[] => lines.map((line) => paint(line, false));
const web = 'docker.io/library/web';
const artifacts = [
  { repository: web, digest: digestOf('a'), tags: ['v1', 'v2'] },
  { repository: null, digest: digestOf('b'), tags: [] },
];

describe('a deletion', () => {
  it('says what was deleted, with which tags, and what was freed', () => {
    expect(shown(removalLines({ artifacts, blobCount: 1, freedBytes: 12.3e6, undoUntil: null }))).toEqual([
      'Deleted aaaaaaaaaaaa of web with tags v1, v2',
      'Deleted bbbbbbbbbbbb',
      'Freed 12.3 MB in 1 blob.',
    ]);
  });

  it('says until when it can be taken back, and nothing where it cannot', () => {
    const report = { artifacts, blobCount: 1, freedBytes: 12.3e6, undoUntil: null };
    expect(undoHint(report, nowMs)).toEqual([]);
    const at = new Date(nowMs);
    at.setHours(15, 4);
    expect(shown(undoHint({ ...report, undoUntil: at.toISOString() }, at.getTime()))).toEqual([
      'Undo with `stowage undo` until 15:04.',
    ]);
    expect(shown(undoHint({ ...report, undoUntil: at.toISOString() }, nowMs - 5 * 86_400_000))).toEqual([
      'Undo with `stowage undo` until Jun 20, 15:04.',
    ]);
  });
});

describe('the plan of a deletion', () => {
  const plan = {
    revision: 7,
    artifacts,
    referrers: [{ digest: digestOf('c'), subject: digestOf('a') }],
    breaks: [{ index: { repository: web, digest: digestOf('d'), tags: ['v3'] }, child: digestOf('a'), platform: 'linux/amd64' }],
    locks: [
      {
        reference: `${web}:v1`,
        repository: web,
        tag: 'v1',
        digest: null,
        switches: { deleteEnabled: false, writeEnabled: false, listEnabled: true, readEnabled: true },
        since: '2026-06-01T12:00:00Z',
      },
    ],
    blobCount: 3,
    freedBytes: 12.3e6,
  };

  it('names what would go and everything that stands in the way', () => {
    expect(shown(removalPlanLines(plan, false))).toEqual([
      'Would delete aaaaaaaaaaaa of web with tags v1, v2',
      'Would delete bbbbbbbbbbbb',
      'Would delete cccccccccccc, which refers to aaaaaaaaaaaa',
      'blocked: the image index web:v3 would lose linux/amd64 (aaaaaaaaaaaa)',
      'blocked: web:v1 is locked (delete, write)',
      'Would free 12.3 MB in 3 blobs.',
      '--force deletes it although an index contains it.',
      'Unlock with `stowage unlock` what is to go.',
    ]);
  });

  it('lets force pass an index and no lock', () => {
    const text = shown(removalPlanLines(plan, true)).join('\n');
    expect(text).toContain('breaks: the image index web:v3');
    expect(text).toContain('blocked: web:v1 is locked');
    expect(text).not.toContain('--force');
  });
});

describe('an undo', () => {
  const offer = { revision: 9, at: '2026-06-20T11:55:00Z', operation: 'remove', tags: [`${web}:v1`, `${web}:ci`], artifacts };

  it('offers what would come back, artifacts first, then tags of artifacts that stayed', () => {
    expect(shown(undoOfferLines(offer, view))).toEqual([
      'Would take back the change of 5 min ago (remove):',
      'Would bring back aaaaaaaaaaaa of web with tags v1, v2',
      'Would bring back bbbbbbbbbbbb',
      'Would bring back the tag web:ci',
    ]);
  });

  it('says what came back', () => {
    expect(shown(undoLines({ ...offer, tags: [], restoredBlobs: 2, restoredBytes: 5e6 }))).toEqual([
      'Brought back aaaaaaaaaaaa of web with tags v1, v2',
      'Brought back bbbbbbbbbbbb',
      '5.00 MB in 2 blobs are in the store again.',
    ]);
  });

  it('says of a tag that was set that it is as it was, for it may be gone again', () => {
    const tagged = { ...offer, operation: 'tag', tags: [`${web}:ci`], artifacts: [] };
    expect(shown(undoOfferLines(tagged, view))).toEqual([
      'Would take back the change of 5 min ago (tag):',
      'The tag web:ci would be as it was',
    ]);
    expect(shown(undoLines({ ...tagged, restoredBlobs: 0, restoredBytes: 0 }))).toEqual(['The tag web:ci is as it was']);
  });
});
