// Tests of main/archive/naming.ts: which artifacts of an archive are wanted, and the references they get.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, CandidateImage, NeededBlob } from '../../../main/archive/candidate.ts';
import { choosePlatforms, nameCandidates, selectCandidates } from '../../../main/archive/naming.ts';
import { parsePlatforms } from '../../../main/archive/plan.ts';
import { classifyName, type NameEvidence } from '../../../main/oci/archive-name.ts';
import { digestOf } from '../../../main/oci/digest.ts';

const blob = (text: string): NeededBlob => ({
  digest: digestOf(Buffer.from(text)),
  sizeBytes: text.length,
  mediaType: 'application/octet-stream',
  file: null,
  diffId: null,
  compression: 'none',
  absence: null,
});

const imageOf = (label: string, platform: string | null): CandidateImage => ({
  platform,
  manifest: blob(`manifest ${label} ${platform}`),
  config: blob(`config ${label} ${platform}`),
  layers: [],
  attestation: false,
});

function candidate(
  label: string,
  names: readonly (readonly [string, NameEvidence])[] = [],
  more: Partial<Candidate> = {},
): Candidate {
  return {
    kind: 'image',
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: null,
    subject: null,
    manifestBuilt: false,
    names: names.map(([raw, evidence]) => ({ raw, evidence, name: classifyName(raw, evidence) })),
    annotations: {},
    root: blob(label),
    images: [imageOf(label, 'linux/amd64')],
    indexes: [],
    warnings: [],
    failure: null,
    ...more,
  };
}

const references = (list: readonly Candidate[], name?: string): readonly (readonly string[])[] =>
  nameCandidates('a.tar', list, name).map((item) => item.references);

const named = (names: readonly (readonly [string, NameEvidence])[]) =>
  nameCandidates('a.tar', [candidate('x', names)], undefined)[0];

describe('selectCandidates', () => {
  const app = candidate('app', [['registry.example.com/app:1', 'repo-tag']]);
  const tool = candidate('tool', [['alpine:3', 'repo-tag']]);
  const signature = candidate('signature', [], { subject: app.root.digest });
  const all = [app, tool, signature];

  it('takes everything where nothing is asked for', () => {
    expect(selectCandidates('a.tar', all, [])).toEqual(all);
  });

  it.for([
    ['the name in the archive', 'alpine:3'],
    ['the full name', 'docker.io/library/alpine:3'],
    ['a reference by digest', `alpine@${tool.root.digest}`],
    ['the digest', tool.root.digest ?? ''],
    ['the beginning of a digest', tool.root.digest?.slice(7, 19) ?? ''],
    ['the image ID', tool.images[0]?.config?.digest ?? ''],
  ])('selects by %s', ([, wanted]) => {
    expect(selectCandidates('a.tar', all, [wanted ?? ''])).toEqual([tool]);
  });

  it('brings what refers to the chosen one along', () => {
    expect(selectCandidates('a.tar', all, ['registry.example.com/app:1'])).toEqual([app, signature]);
  });

  it('takes a repository alone for its `latest`, and no other digest under a name', () => {
    for (const wanted of ['alpine', `alpine@${app.root.digest}`])
      expect(() => selectCandidates('a.tar', all, [wanted])).toThrow(expect.objectContaining({ code: 'nothing-selected' }));
  });

  it('refuses a selection that matches nothing', () => {
    expect(() => selectCandidates('a.tar', all, ['alpine:3', 'other:1'])).toThrow(
      expect.objectContaining({ code: 'nothing-selected' }),
    );
  });
});

describe('choosePlatforms', () => {
  const index = candidate('index', [], {
    kind: 'index',
    images: ['linux/amd64', 'linux/arm64'].map((name) => imageOf('i', name)),
  });

  it('leaves an index whole in digest, and the other platforms without their blobs', () => {
    const chosen = choosePlatforms(index, parsePlatforms(['linux/arm64']));
    expect(chosen?.root).toEqual(index.root);
    expect(chosen?.images.map(({ platform, config, manifest }) => [platform, config === null, manifest.absence])).toEqual([
      ['linux/amd64', true, 'platform'],
      ['linux/arm64', false, null],
    ]);
  });

  it('drops an image of another platform and refuses an index without the wanted one', () => {
    expect(choosePlatforms(candidate('x'), parsePlatforms(['linux/s390x']))).toBeNull();
    expect(choosePlatforms(index, parsePlatforms(['linux/s390x']))?.failure?.code).toBe('platform-not-found');
  });

  it('keeps what has no platform', () => {
    const chart = candidate('chart', [], { kind: 'helm', images: [imageOf('chart', null)] });
    expect(choosePlatforms(chart, parsePlatforms(['linux/amd64']))).toBe(chart);
  });
});

describe('nameCandidates', () => {
  it('gives every full name once, in full form', () => {
    const image = candidate('x', [
      ['alpine', 'repo-tag'],
      ['docker.io/library/alpine:latest', 'containerd'],
      ['localhost/a:1', 'repo-tag'],
    ]);
    expect(references([image])).toEqual([['docker.io/library/alpine:latest', 'localhost/a:1']]);
  });

  it('makes no reference of a bare tag, and says so unless a good name stands beside it', () => {
    expect(named([['1.2', 'ref-name']])).toMatchObject({ references: [], warnings: [{ code: 'name-tag-only' }] });
    expect(
      named([
        ['1.2', 'ref-name'],
        ['a/b:1', 'repo-tag'],
      ]),
    ).toMatchObject({ warnings: [] });
  });

  it('puts a name by digest into its repository, untagged', () => {
    const [item] = nameCandidates('a.tar', [candidate('x', [[`a/b@${digestOf(Buffer.from('x'))}`, 'repo-tag']])], undefined);
    expect(item).toMatchObject({ references: [], repository: 'docker.io/a/b', warnings: [{ code: 'name-by-digest' }] });
  });

  it('puts the user’s repository before the tags of the archive, and `latest` where the only one has none', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), (tag) => {
        expect(references([candidate('x', [[`a/b:${tag}`, 'repo-tag']])], 'registry.example.com/mine')).toEqual([
          [`registry.example.com/mine:${tag}`],
        ]);
      }),
    );
    expect(references([candidate('x')], 'mine')).toEqual([['docker.io/library/mine:latest']]);
    expect(references([candidate('x'), candidate('y')], 'mine')).toEqual([[], []]);
  });

  it('takes a whole reference for one image only', () => {
    const signature = candidate('s', [], { subject: candidate('x').root.digest });
    expect(references([candidate('x'), signature], 'mine:2')).toEqual([['docker.io/library/mine:2'], []]);
    expect(() => references([candidate('x'), candidate('y')], 'mine:2')).toThrow(
      expect.objectContaining({ code: 'name-ambiguous' }),
    );
  });

  it('reports names that are no references', () => {
    const [item] = nameCandidates('a.tar', [candidate('x', [['Bad/Name:1', 'repo-tag']])], undefined);
    expect(item).toMatchObject({ references: [], warnings: [{ code: 'name-invalid', params: { name: 'Bad/Name:1' } }] });
  });
});
