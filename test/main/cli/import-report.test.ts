// Tests of main/cli/import-report.ts: what a person reads after an import or a dry run.
import { describe, expect, it } from 'vitest';
import { archiveLines, importedNames, summaryLine } from '../../../main/cli/import-report.ts';
import { paint } from '../../../main/cli/text/line.ts';
import type { ArchiveReport } from '../../../preload/contract/transfer-model.ts';
import { archiveReport, digestOf, importReport, plannedArtifact, plannedImage } from './sample-import.ts';

const view = { screen: null, nowMs: 0 };
const shown = (archive: ArchiveReport, dryRun = false): readonly string[] =>
  archiveLines(archive, dryRun, view).map((line) => paint(line, false));

describe('archiveLines', () => {
  it('shows names, digest, platforms, size and what is new, with further names under the first', () => {
    const tags = [
      { reference: 'docker.io/library/web:v2', status: 'new', currentDigest: null },
      { reference: 'docker.io/library/web:latest', status: 'moves', currentDigest: digestOf('1') },
      { reference: 'quay.io/team/web:v2', status: 'kept', currentDigest: digestOf('2') },
    ] as const;
    const artifact = plannedArtifact({ references: tags.slice(0, 2).map((tag) => tag.reference), tags });
    expect(shown(archiveReport([artifact], { compression: 'gzip' }))).toEqual([
      'web.tar: docker-archive, gzip',
      '  web:v2               aaaaaaaaaaaa  linux/amd64  123 MB  new 12.3 MB, already held 111 MB',
      '  web:latest                                                                                moved from 111111111111',
      '  quay.io/team/web:v2                                                                       stays at 222222222222',
    ]);
  });

  it('says where names came from in a dry run, and speaks of what would be', () => {
    const reference = 'docker.io/library/web:v2';
    const artifact = plannedArtifact({
      heldBytes: 0,
      digest: null,
      names: [{ raw: 'web:v2', evidence: 'manifest.json RepoTags', reference }],
    });
    expect(shown(archiveReport([artifact]), true)[1]).toBe(
      '  web:v2  –  linux/amd64  123 MB  would add 12.3 MB  from manifest.json RepoTags',
    );
  });

  it('names what is here already, untagged or a referrer, and platforms that are not in the archive', () => {
    const images = [
      plannedImage({}),
      plannedImage({ platform: 'linux/arm64', present: false }),
      plannedImage({ platform: 'unknown/unknown', attestation: true }),
    ];
    const index = plannedArtifact({ kind: 'index', images, status: 'held' });
    const untagged = plannedArtifact({ references: [], tags: [], status: 'refused' });
    const signature = plannedArtifact({
      references: [],
      tags: [],
      kind: 'referrer',
      images: [],
      subject: digestOf('b'),
      status: 'held',
    });
    expect(shown(archiveReport([index, untagged, signature]))).toEqual([
      'web.tar: docker-archive',
      '  web:v2            aaaaaaaaaaaa  linux/amd64 (+1 not in the archive)  123 MB  already here  new tag',
      '  untagged          aaaaaaaaaaaa  linux/amd64                          123 MB  refused',
      '  for bbbbbbbbbbbb  aaaaaaaaaaaa  referrer                             123 MB  already here',
    ]);
  });

  it('shows nothing of an archive that was refused as a whole: the refusal tells', () => {
    expect(shown(archiveReport([], { failure: { code: 'archive-empty', params: { archive: 'web.tar' } } }))).toEqual([]);
  });
});

describe('summaryLine', () => {
  it('counts what came in, what was here and what was refused', () => {
    const refused = plannedArtifact({
      status: 'refused',
      failure: { code: 'link-loop', params: { archive: 'web.tar', entry: 'x' } },
    });
    const archives = [
      archiveReport([plannedArtifact({}), refused]),
      archiveReport([], { failure: { code: 'archive-empty', params: { archive: 'b' } } }),
    ];
    expect(summaryLine(importReport(archives, { addedCount: 1, heldCount: 1 }))).toBe(
      '1 image came in, 1 already here, 2 refused; 12.3 MB new, 111 MB already held.',
    );
  });

  it('says when nothing came in, and what was here already', () => {
    const held = importReport([archiveReport([plannedArtifact({ status: 'held' })])], { heldCount: 2, newBytes: 0 });
    expect(summaryLine(held)).toBe('2 images already here; 0 B new, 111 MB already held.');
    const refused = importReport([archiveReport([], { failure: { code: 'archive-empty', params: { archive: 'b' } } })], {
      newBytes: 0,
      heldBytes: 0,
    });
    expect(summaryLine(refused)).toBe('Nothing came in, 1 refused; 0 B new, 0 B already held.');
  });

  it('says what would happen and how much room there is in a dry run', () => {
    const report = importReport([archiveReport([plannedArtifact({ kind: 'helm' })])], { dryRun: true, addedCount: 2 });
    expect(summaryLine(report)).toBe('2 artifacts would come in; 12.3 MB new, 111 MB already held, 120 GB free.');
  });
});

describe('importedNames', () => {
  it('gives references, or the digest of what has none, and nothing that was refused', () => {
    const archive = archiveReport([
      plannedArtifact({}),
      plannedArtifact({ references: [] }),
      plannedArtifact({ status: 'refused' }),
    ]);
    expect(importedNames(importReport([archive], {}))).toEqual(['web:v2', digestOf('a')]);
  });
});
