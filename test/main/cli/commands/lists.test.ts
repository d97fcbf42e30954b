// Tests of what the listing and changing commands in main/cli/commands print.
import { describe, expect, it } from 'vitest';
import { artifactUsageLines, storeUsageLines } from '../../../../main/cli/commands/du.ts';
import { exportLines } from '../../../../main/cli/commands/export.ts';
import { layerLines } from '../../../../main/cli/commands/layers.ts';
import { artifactLines } from '../../../../main/cli/commands/manifests.ts';
import { repositoryLines } from '../../../../main/cli/commands/repos.ts';
import { statusLines } from '../../../../main/cli/commands/status.ts';
import { tagChangeLine } from '../../../../main/cli/commands/tag.ts';
import { tagLines } from '../../../../main/cli/commands/tags.ts';
import { type Line, paint } from '../../../../main/cli/text/line.ts';
import { artifactSummary, layer } from '../sample-artifact.ts';
import { digestOf } from '../sample-import.ts';

const view = { screen: null, nowMs: Date.parse('2026-06-20T12:00:00Z') };
const shown = (lines: readonly Line[]): readonly string[] => lines.map((line) => paint(line, false));
const web = 'docker.io/library/web';
const allOff = { deleteEnabled: false, writeEnabled: false, listEnabled: false, readEnabled: false };

describe('stowage repos', () => {
  it('shows familiar names, counts, sizes and the last change', () => {
    const repository = {
      repository: web,
      familiar: 'web',
      kinds: [],
      artifactCount: 12,
      tagCount: 3,
      untaggedCount: 0,
      sizeBytes: 123e6,
      uniqueBytes: 12.3e6,
      logicalBytes: 0,
      locked: null,
    };
    expect(shown(repositoryLines([{ ...repository, lastChangedAt: '2026-06-20T11:55:00Z' }], view))).toEqual([
      'Repository  Artifacts  Tags  Untagged    Size   Unique  Changed',
      'web                12     3         0  123 MB  12.3 MB  5 min ago',
    ]);
    expect(shown(repositoryLines([{ ...repository, locked: allOff, lastChangedAt: '2026-06-20T11:55:00Z' }], view))).toEqual([
      'Repository  Artifacts  Tags  Untagged    Size   Unique  Changed    State',
      'web                12     3         0  123 MB  12.3 MB  5 min ago  locked',
    ]);
    expect(shown(repositoryLines([], view))).toEqual(['No repositories yet. Bring images in with stowage import FILE.']);
  });
});

describe('stowage tags', () => {
  it('shows one tag a line', () => {
    const tag = {
      repository: web,
      tag: 'v2',
      digest: digestOf('a'),
      mediaType: '',
      kind: 'index',
      sizeBytes: 999,
      updatedAt: '2025-06-14T12:00:00Z',
      locked: null,
    } as const;
    expect(shown(tagLines([tag], view))).toEqual([
      'Tag  Digest        Kind          Size  Changed',
      'v2   aaaaaaaaaaaa  image index  999 B  Jun 14, 2025',
    ]);
    expect(shown(tagLines([{ ...tag, tag: 'v1', locked: allOff }, tag], view))).toEqual([
      'Tag  Digest        Kind          Size  Changed       State',
      'v1   aaaaaaaaaaaa  image index  999 B  Jun 14, 2025  locked',
      'v2   aaaaaaaaaaaa  image index  999 B  Jun 14, 2025',
    ]);
  });
});

describe('stowage manifests', () => {
  it('groups tags by artifact and says which tag an untagged one had', () => {
    const untagged = artifactSummary({
      tags: [],
      digest: digestOf('b'),
      formerTags: [{ tag: 'v1', until: '2026-06-01T12:00:00Z', replacedBy: null }],
    });
    expect(shown(artifactLines([artifactSummary({}), untagged], false, view))).toEqual([
      'Digest        Tags                          Kind   Platforms       Size   Unique  Added    Type',
      'aaaaaaaaaaaa  latest, v2                    image  linux/amd64  3.00 MB  1.00 MB  2 h ago  application/vnd.oci.image.manifest.v1+json',
      'bbbbbbbbbbbb  untagged, was v1 until Jun 1  image  linux/amd64  3.00 MB  1.00 MB  2 h ago  application/vnd.oci.image.manifest.v1+json',
    ]);
  });

  it('marks what is locked, damaged or restored, and has no column for it elsewhere', () => {
    const marked = artifactSummary({ locked: allOff, damagedCount: 2, restoredAt: '2026-06-20T11:00:00Z' });
    const [head, first, second] = shown(artifactLines([marked, artifactSummary({})], false, view));
    expect(head).toContain('Added    State                      Type');
    expect(first).toContain('2 h ago  locked, damaged, restored  application/');
    expect(second).toContain('2 h ago                             application/');
  });

  it('names the repository where it lists the whole store', () => {
    const nameless = artifactSummary({ repository: null, tags: [], artifactType: 'application/x' });
    const [head, ...rows] = shown(artifactLines([artifactSummary({}), nameless], true, view));
    expect(head).toMatch(/^Digest {8}Repository {2}Tags/);
    expect(rows[0]).toMatch(/^a{12} {2}web /);
    expect(rows[1]).toMatch(/^a{12} {2}– +untagged .*application\/x$/);
  });
});

describe('stowage layers', () => {
  it('shows digests, diff IDs and who else uses a layer', () => {
    expect(
      shown(
        layerLines(
          [layer(1, { sharedWith: 2, unpackedBytes: 2.5e6 }), layer(2, { present: false, diffId: null, title: 'chart.tgz' })],
          view,
        ),
      ),
    ).toEqual([
      '#  Digest            Stored  Unpacked  Shared with  Diff ID       Type',
      '1  111111111111     1.00 MB   2.50 MB            2  dddddddddddd  application/vnd.oci.image.layer.v1.tar+gzip',
      '2  222222222222  not stored         –            –  –             chart.tgz (application/vnd.oci.image.layer.v1.tar+gzip)',
    ]);
  });
});

describe('stowage du', () => {
  const entry = { repository: web, digest: null, tags: [], sizeBytes: 30e6, uniqueBytes: 10e6, sharedBytes: 20e6 };
  const usage = {
    diskBytes: 35e6,
    logicalBytes: 60e6,
    savedBytes: 30e6,
    orphanBytes: 5e6,
    sharedAcrossBytes: 20e6,
    blobCount: 7,
    repositories: [entry],
    artifacts: [],
  };

  it('shows the totals, and a column that adds up to what is on disk', () => {
    expect(shown(storeUsageLines(usage, view))).toEqual([
      'On disk             35.0 MB in 7 blobs',
      'Counted one by one  60.0 MB',
      'Saved by sharing    30.0 MB',
      'Not needed          5.00 MB',
      '',
      'Repository                     Size   Unique   Shared',
      'web                         30.0 MB  10.0 MB  20.0 MB',
      'shared across repositories           20.0 MB',
      'not needed                           5.00 MB',
      'on disk                              35.0 MB',
    ]);
  });

  it('shows the artifacts of one repository', () => {
    const artifacts = [
      { ...entry, digest: digestOf('a'), tags: ['v1', 'v2'] },
      { ...entry, digest: digestOf('b') },
    ];
    expect(shown(artifactUsageLines(artifacts, view))).toEqual([
      'Digest           Size   Unique   Shared  Tags',
      'aaaaaaaaaaaa  30.0 MB  10.0 MB  20.0 MB  v1, v2',
      'bbbbbbbbbbbb  30.0 MB  10.0 MB  20.0 MB  untagged',
    ]);
  });
});

describe('changes', () => {
  it('say which way a tag went', () => {
    const change = { reference: `${web}:v2`, digest: digestOf('a'), previousDigest: digestOf('b') };
    expect(
      shown([
        tagChangeLine(change),
        tagChangeLine({ ...change, previousDigest: null }),
        tagChangeLine({ ...change, previousDigest: digestOf('a') }),
      ]),
    ).toEqual(['web:v2 moved from bbbbbbbbbbbb to aaaaaaaaaaaa', 'web:v2 is aaaaaaaaaaaa', 'web:v2 was aaaaaaaaaaaa already']);
  });

  it('say what was written where', () => {
    const report = {
      target: '-',
      profile: 'docker',
      references: [],
      artifacts: [{ digest: digestOf('a'), tags: [] }],
      blobCount: 4,
      sizeBytes: 12.3e6,
      warnings: [],
    } as const;
    expect(shown(exportLines(report))).toEqual(['Wrote standard output (docker): 1 artifact, 4 blobs, 12.3 MB']);
    expect(shown(exportLines({ ...report, target: 'out', profile: 'dir' }))).toEqual([
      'Wrote out (dir): 1 artifact, 4 blobs, 12.3 MB',
    ]);
  });
});

describe('stowage status', () => {
  const summary = {
    path: '/srv/images',
    revision: 7,
    readOnly: true,
    diskBytes: 35e6,
    logicalBytes: 60e6,
    savedBytes: 30e6,
    orphanBytes: 0,
    blobCount: 7,
    artifactCount: 2,
    repositoryCount: 1,
    tagCount: 3,
    untaggedCount: 0,
    volume: { totalBytes: 1e12, freeBytes: 120e9 },
    lastVerify: null,
    damagedCount: 0,
    unreadableCount: 0,
    quarantineBytes: 0,
  };

  it('shows where the store is and how full', () => {
    expect(shown(statusLines(summary, 0, view))).toEqual([
      'Store             /srv/images',
      'Access            read-only',
      'Holds             2 artifacts in 1 repository, 3 tags',
      'On disk           35.0 MB in 7 blobs',
      'Saved by sharing  30.0 MB of 60.0 MB counted one by one',
      'Free              120 GB of 1.00 TB',
      'Revision          7',
    ]);
  });

  it('tells of locks, the last verify, damage and what cannot be read, where there is any', () => {
    const lastVerify = { at: '2026-06-14T12:00:00Z', durationMs: 4000, checkedCount: 7, damagedCount: 0 };
    expect(shown(statusLines({ ...summary, lastVerify }, 0, view))).toContain('Verified          Jun 14: 7 blobs, all whole');
    const bad = {
      ...summary,
      damagedCount: 1,
      unreadableCount: 2,
      quarantineBytes: 2048,
      lastVerify: { ...lastVerify, damagedCount: 1 },
    };
    expect(shown(statusLines(bad, 3, view)).slice(-6)).toEqual([
      'Locks             3',
      'Verified          Jun 14: 7 blobs, 1 damaged',
      'Damaged           1 blob, see stowage verify and stowage repair',
      'In quarantine     2.05 kB in .stowage/quarantine',
      'Unreadable        2 manifests; while there are any, cleanup takes no blob away',
      'Revision          7',
    ]);
  });
});
