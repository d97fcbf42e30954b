// Tests of what why, verify, repair, store and log in main/cli/commands print.
import { describe, expect, it } from 'vitest';
import { logLines } from '../../../../main/cli/commands/log.ts';
import { repairLines } from '../../../../main/cli/commands/repair.ts';
import { copyLine, moveLine, openedLine, storeListLines } from '../../../../main/cli/commands/store.ts';
import { verifyExitCode, verifyLines } from '../../../../main/cli/commands/verify.ts';
import { explanationLines } from '../../../../main/cli/commands/why.ts';
import { type Line, paint } from '../../../../main/cli/text/line.ts';
import { exactTimeText } from '../../../../main/cli/text/times.ts';
import type { BlobExplanation, BlobProof, LogEntry, VerifyReport } from '../../../../preload/contract/upkeep-model.ts';
import { digestOf } from '../sample-import.ts';

const view = { screen: null, nowMs: Date.parse('2026-06-20T12:00:00Z') };
const shown = (lines: readonly Line[]): readonly string[] => lines.map((line) => paint(line, false));
const web = 'docker.io/library/web';
const at = '2026-06-14T12:00:00Z';

function step(role: BlobProof['steps'][number]['role'], name: string, platform: string | null = null) {
  return { role, name, platform };
}

describe('stowage why', () => {
  const blob: BlobExplanation = {
    digest: digestOf('f'),
    status: 'needed',
    sizeBytes: 1000,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    proofs: [
      {
        steps: [
          step('tag', `${web}:1.0`),
          step('index', digestOf('a')),
          step('manifest', digestOf('b'), 'linux/amd64'),
          step('layer', digestOf('f')),
        ],
      },
      { steps: [step('untagged', `${web}@${digestOf('c')}`), step('config', digestOf('f'))] },
      { steps: [step('lease', 'import of web.tar')] },
    ],
    proofCount: 5,
    addedAt: at,
    verifiedAt: null,
    keptFor: null,
  };

  it('shows one line a proof, from what holds the blob down to its part', () => {
    expect(shown(explanationLines(blob, view))).toEqual([
      digestOf('f'),
      'Size   1.00 kB',
      'Type   application/vnd.oci.image.layer.v1.tar',
      'Added  Jun 14',
      'It is needed:',
      '  web:1.0 → index sha256:aaaaaaaaaaaa → linux/amd64 sha256:bbbbbbbbbbbb → layer',
      '  untagged web@sha256:cccccccccccc → config',
      '  running: import of web.tar',
      '  and 2 more ways',
    ]);
  });

  it('says so where nothing needs it, where it is not here, and where it is damaged', () => {
    const bare = { ...blob, mediaType: null, addedAt: null, proofs: [], proofCount: 0 };
    const last = (explanation: BlobExplanation): string | undefined => shown(explanationLines(explanation, view)).at(-1);
    expect(last({ ...bare, status: 'not-needed' })).toBe('Nothing needs it. A cleanup takes it away.');
    expect(last({ ...bare, status: 'not-needed', keptFor: digestOf('d') })).toBe(
      `Nothing that can be read needs it. What ${digestOf('d')} needs is not known, so no cleanup takes it away.`,
    );
    expect(last({ ...bare, status: 'absent' })).toBe('It is not in the store.');
    expect(last({ ...bare, status: 'damaged' })).toBe('It is damaged; repair it with `stowage repair`. Nothing needs it.');
    const lines = shown(explanationLines({ ...blob, status: 'absent' }, view));
    expect(lines).toContain('It is not in the store, and it is needed:');
  });
});

describe('stowage verify', () => {
  const report: VerifyReport = {
    repository: null,
    sinceLast: false,
    deep: false,
    startedAt: at,
    durationMs: 4000,
    checkedCount: 12,
    checkedBytes: 35e6,
    resumedCount: 0,
    damage: [],
    healedCount: 0,
    catalogDifferences: 0,
  };

  it('says that all is whole, with exit code 0', () => {
    expect(shown(verifyLines(report))).toEqual(['Checked 12 blobs, 35.0 MB, in 4 s.', 'No damage found.']);
    expect(verifyExitCode(report)).toBe(0);
  });

  it('tells what else it found', () => {
    const more = { ...report, repository: web, resumedCount: 3, healedCount: 1, catalogDifferences: 2 };
    expect(shown(verifyLines(more)).slice(0, -1)).toEqual([
      'Checked 12 blobs of web, 35.0 MB, in 4 s.',
      '3 more blobs had been checked by an earlier run that was interrupted.',
      '1 blob that had been damaged is whole.',
      'The catalogue differed from the disk in 2 rows and was made again.',
    ]);
  });

  it('lists every damaged blob with what needs it and what to do, with exit code 6', () => {
    const artifacts = Array.from({ length: 7 }, (_, number) => ({
      repository: web,
      digest: digestOf(String(number)),
      tags: [`v${number}`],
    }));
    const damaged: VerifyReport = {
      ...report,
      damage: [
        { digest: digestOf('a'), problem: 'wrong-bytes', foundAt: at, sizeBytes: 1000, artifacts },
        // No descriptor tells its size.
        { digest: digestOf('b'), problem: 'missing', foundAt: at, sizeBytes: 0, artifacts: [] },
      ],
    };
    expect(shown(verifyLines(damaged)).slice(1)).toEqual([
      `damaged: ${digestOf('a')} (1.00 kB): its bytes do not match its digest`,
      ...['v0', 'v1', 'v2', 'v3', 'v4'].map((tag) => `  needed by web:${tag}`),
      '  and by 2 more artifacts',
      `damaged: ${digestOf('b')}: it is missing`,
      '2 blobs are not whole. Until they are, artifacts that need them are not exported.',
      'Repair from an archive or folder that has the bytes: `stowage repair --all --from FILE`; or pull it again.',
    ]);
    expect(verifyExitCode(damaged)).toBe(6);
  });
});

describe('stowage repair', () => {
  it('says what was healed from where, and what is left', () => {
    const healed = [{ digest: digestOf('a'), sizeBytes: 1000, source: 'web.tar' }];
    expect(shown(repairLines({ healed, left: [digestOf('b')] }))).toEqual([
      `Healed ${digestOf('a')} (1.00 kB) from web.tar`,
      `left: ${digestOf('b')}`,
      '1 blob is left: no source has the same bytes. `stowage why DIGEST` tells which artifacts need one.',
      'A layer that is compressed in one archive and not in another is two blobs: an archive of the same kind as was imported has it.',
    ]);
    expect(repairLines({ healed, left: [] }).length).toBe(1);
    expect(repairLines({ healed: [], left: [] })).toEqual(['Nothing is damaged or missing.']);
  });
});

describe('stowage store', () => {
  it('lists stores: which is open, which is read-only, which is not there', () => {
    const store = { path: '/srv/images', name: 'Images', readOnly: false, current: true, exists: true };
    const others = [
      { ...store, path: '/mnt/a', name: 'a', readOnly: true, current: false },
      { ...store, path: '/mnt/b', name: 'b', exists: false, current: false },
    ];
    expect(shown(storeListLines([store, ...others], view))).toEqual([
      'Name    State      Path',
      'Images  open       /srv/images',
      'a       read-only  /mnt/a',
      'b       not there  /mnt/b',
    ]);
    expect(shown([openedLine({ ...store, readOnly: true }, 'Opened')])).toEqual(['Opened Images at /srv/images, read-only']);
  });

  it('says what was moved and copied where', () => {
    const artifacts = [{ repository: web, digest: digestOf('a'), tags: ['v1'] }];
    expect(
      shown([
        moveLine({ from: '/a', to: '/b', fileCount: 12, sizeBytes: 35e6 }),
        copyLine({ to: '/b', references: [`${web}:v1`], artifacts, newBytes: 5e6, heldBytes: 30e6 }),
      ]),
    ).toEqual(['Moved 12 files, 35.0 MB, from /a to /b', 'Copied 1 artifact to /b: 5.00 MB new, 30.0 MB already held']);
  });
});

describe('stowage log', () => {
  const entry: LogEntry = {
    revision: 7,
    at,
    door: 'cli',
    user: 'ann',
    operation: 'import',
    source: 'web.tar',
    tags: [{ reference: `${web}:v1`, from: null, to: digestOf('a') }],
    added: [],
    removed: [],
    blobsAdded: 4,
    blobsRemoved: 0,
    notes: [],
  };
  const what = (part: Partial<LogEntry>): string => {
    const bare = { ...entry, source: null, tags: [], blobsAdded: 0, ...part };
    return (shown(logLines([bare], view))[1] ?? '').replace(/^.*import {2,}/, '');
  };

  it('has one line a change: when, by whom through which door, what', () => {
    const outside: LogEntry = { ...entry, door: 'outside', user: null, operation: 'index', source: null, blobsAdded: 0 };
    expect(shown(logLines([entry, outside], view))).toEqual([
      'Time                 By         Operation  What',
      `${exactTimeText(at)}  ann (cli)  import     from web.tar, web:v1 is aaaaaaaaaaaa, 4 blobs came in`,
      `${exactTimeText(at)}  outside    index      web:v1 is aaaaaaaaaaaa`,
    ]);
    expect(logLines([], view)).toEqual(['No changes.']);
  });

  it('tells which way tags went, which artifacts came and went, and what else happened', () => {
    const reference = `${web}:v1`;
    expect(what({ tags: [{ reference, from: digestOf('a'), to: digestOf('b') }] })).toBe(
      'web:v1 moved from aaaaaaaaaaaa to bbbbbbbbbbbb',
    );
    expect(what({ tags: [{ reference, from: digestOf('a'), to: null }] })).toBe('web:v1 taken from aaaaaaaaaaaa');
    const artifact = { repository: web, digest: digestOf('c'), tags: [] };
    expect(what({ added: [artifact] })).toBe('added web@cccccccccccc');
    expect(what({ removed: [artifact], blobsRemoved: 1 })).toBe('removed web@cccccccccccc, 1 blob went');
    expect(
      what({
        notes: [
          { kind: 'locked', reference: web },
          { kind: 'damaged', digest: digestOf('a') },
          { kind: 'undid', revision: 5 },
          { kind: 'verified', count: 2 },
        ],
      }),
    ).toBe('locked web, damaged aaaaaaaaaaaa, took back change 5, 2 blobs checked');
  });

  it('stays one line for a change of many things', () => {
    const tags = Array.from({ length: 300 }, (_, number) => ({
      reference: `${web}:v${number}`,
      from: null,
      to: digestOf('a'),
    }));
    expect(what({ tags })).toMatch(/^web:v0 is a{12}, .*web:v4 is a{12}, and 295 more$/);
  });
});
