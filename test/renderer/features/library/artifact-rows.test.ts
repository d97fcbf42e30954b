// Room test: renderer/features/library/artifact-rows.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArtifactSummary, ReferrerInfo, TagSummary } from '../../../../preload/contract/model.ts';
import {
  type ArtifactRow,
  artifactId,
  artifactRows,
  sortArtifacts,
  tagRows,
} from '../../../../renderer/features/library/artifact-rows.ts';

const noReferrers = { signature: 0, sbom: 0, attestation: 0, other: 0 };

function artifact(seed: string, more: Partial<ArtifactSummary> = {}): ArtifactSummary {
  return {
    repository: 'docker.io/team/web',
    digest: `sha256:${seed.padEnd(64, '0')}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: null,
    kind: 'image',
    tags: [],
    formerTags: [],
    platforms: [],
    sizeBytes: 100,
    uniqueBytes: 10,
    layerCount: 1,
    createdAt: null,
    addedAt: '2026-06-01T00:00:00Z',
    untaggedAt: null,
    source: null,
    referrers: noReferrers,
    absentCount: 0,
    damagedCount: 0,
    locked: null,
    restoredAt: null,
    ...more,
  };
}

const index = artifact('a1', {
  kind: 'index',
  tags: ['v2'],
  platforms: [
    { platform: 'linux/amd64', digest: `sha256:${'b1'.padEnd(64, '0')}`, present: true, sizeBytes: 60 },
    { platform: 'linux/arm64', digest: `sha256:${'b2'.padEnd(64, '0')}`, present: false, sizeBytes: 40 },
  ],
  referrers: { ...noReferrers, sbom: 1 },
});
const sbom: ReferrerInfo = {
  digest: `sha256:${'c1'.padEnd(64, '0')}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  artifactType: 'application/spdx+json',
  kind: 'sbom',
  sizeBytes: 5,
  annotations: {},
  createdAt: null,
};
const plain = artifact('d1', { tags: ['v1'] });
const untagged = artifact('e1', { formerTags: [{ tag: 'v0', until: '2026-05-01T00:00:00Z', replacedBy: null }] });
const all = [index, plain, untagged];

function rowsOf(more: Partial<Parameters<typeof artifactRows>[0]> = {}): readonly string[] {
  const rows = artifactRows({
    artifacts: all,
    show: 'all',
    filter: '',
    expanded: new Set(),
    referrersOf: () => [sbom],
    ...more,
  });
  return rows.map((row: ArtifactRow) => (row.kind === 'artifact' ? row.artifact.digest.slice(7, 9) : row.kind));
}

describe('the rows of a repository', () => {
  test('have untagged artifacts under a heading of their own', () => {
    expect(rowsOf()).toEqual(['a1', 'd1', 'heading', 'e1']);
  });

  test('have no heading where there is one kind only', () => {
    expect(rowsOf({ show: 'tagged' })).toEqual(['a1', 'd1']);
    expect(rowsOf({ show: 'untagged' })).toEqual(['e1']);
    expect(rowsOf({ artifacts: [index, plain] })).toEqual(['a1', 'd1']);
  });

  test('have platforms and referrers beneath an index that is unfolded', () => {
    expect(rowsOf({ expanded: new Set([artifactId(index)]) })).toEqual([
      'a1',
      'platform',
      'platform',
      'referrer',
      'd1',
      'heading',
      'e1',
    ]);
  });

  test('do not unfold what has nothing beneath it', () => {
    expect(rowsOf({ expanded: new Set([artifactId(plain)]) })).toEqual(['a1', 'd1', 'heading', 'e1']);
  });

  test.each([
    ['v1', ['d1']],
    ['V2', ['a1']],
    ['v0', ['heading', 'e1']],
    ['sha256:d1', ['d1']],
    ['b2', ['a1']],
    ['nothing', []],
  ])('that match "%s"', (filter, expected) => {
    expect(rowsOf({ filter })).toEqual(expected);
  });

  test('have an identity each', () => {
    const rows = artifactRows({
      artifacts: all,
      show: 'all',
      filter: '',
      expanded: new Set(all.map(artifactId)),
      referrersOf: () => [sbom],
    });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});

describe('sorting', () => {
  const artifacts = fc.uniqueArray(
    fc.record({
      seed: fc.stringMatching(/^[0-9a-f]{8}$/),
      sizeBytes: fc.integer({ min: 0, max: 3 }),
      tag: fc.constantFrom('v1', 'v2', 'v10'),
    }),
    { selector: ({ seed }) => seed },
  );

  test('does not depend on the order things came in', () => {
    fc.assert(
      fc.property(
        artifacts,
        fc.constantFrom('tags', 'digest', 'size', 'added'),
        fc.constantFrom('ascending' as const, 'descending' as const),
        (made, column, direction) => {
          const list = made.map(({ seed, sizeBytes, tag }) => artifact(seed, { sizeBytes, tags: [tag] }));
          const sort = { column, direction };
          expect(sortArtifacts(list.toReversed(), sort)).toEqual(sortArtifacts(list, sort));
        },
      ),
    );
  });

  test('puts v2 before v10', () => {
    const list = ['v10', 'v2', 'v1'].map((tag) => artifact(tag.replace('v', 'f'), { tags: [tag] }));
    const sorted = sortArtifacts(list, { column: 'tags', direction: 'ascending' });
    expect(sorted.flatMap(({ tags }) => tags)).toEqual(['v1', 'v2', 'v10']);
  });
});

test('by tag, two tags of one digest are two rows of one artifact', () => {
  const tag = (name: string): TagSummary => ({
    repository: 'docker.io/team/web',
    tag: name,
    digest: index.digest,
    mediaType: index.mediaType,
    kind: 'index',
    sizeBytes: 100,
    updatedAt: '2026-06-01T00:00:00Z',
    locked: null,
  });
  const rows = tagRows([tag('v2'), tag('latest')], all, '', { column: 'tags', direction: 'ascending' });
  expect(rows.map((row) => (row.kind === 'tag' ? [row.tag.tag, row.artifact?.digest] : []))).toEqual([
    ['latest', index.digest],
    ['v2', index.digest],
  ]);
});
