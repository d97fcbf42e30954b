// Tests of renderer/features/registry/transfer-plan.ts: the plan shows each artifact under the name it gets and what becomes of it,
// and is carried out by digest.
import { describe, expect, it } from 'vitest';
import type { PullReport, PushReport } from '../../../../preload/contract/registry-model.ts';
import { pinned, planOfPull, planOfPush } from '../../../../renderer/features/registry/transfer-plan.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const repository = 'harbor.example.com/team/web';
const moved = { reference: `${repository}:latest`, from: digest('a'), to: digest('b') };

const pulled = (part: Partial<PullReport>): PullReport => ({
  dryRun: true,
  artifacts: [],
  referrerCount: 0,
  newBytes: 0,
  heldBytes: 0,
  movedTags: [],
  leftOut: [],
  ...part,
});
const artifact = (tag: string, status: PullReport['artifacts'][number]['status']): PullReport['artifacts'][number] => ({
  reference: `${repository}:${tag}`,
  repository,
  tags: [tag],
  digest: digest('b'),
  status,
});
const pushed = (tag: string, part: Partial<PushReport>): PushReport => ({
  dryRun: true,
  artifacts: [{ reference: 'web:1', destination: `${repository}:${tag}`, digest: digest('b'), status: 'new' }],
  referrerCount: 0,
  newBytes: 0,
  heldBytes: 0,
  movedTags: [],
  ...part,
});

describe('the plan of a pull', () => {
  it('tells apart what is new, moves a tag, completes what is here, and is here', () => {
    const artifacts = [
      artifact('1', 'new'),
      artifact('latest', 'updated'),
      artifact('2', 'updated'),
      artifact('3', 'held'),
    ] as const;
    const { rows, isNothing } = planOfPull(pulled({ artifacts, movedTags: [moved], newBytes: 5 }));
    expect(rows.map(({ tag, status }) => [tag, status])).toEqual([
      ['1', 'new'],
      ['latest', 'moves'],
      ['2', 'completed'],
      ['3', 'held'],
    ]);
    expect(rows.every((row) => row.repository === repository)).toBe(true);
    expect(isNothing).toBe(false);
  });

  it('names a platform that is left out once', () => {
    const leftOut = ['linux/arm64', 'linux/arm64', 'windows/amd64'].map((platform) => ({
      reference: `${repository}:1`,
      platform,
      digest: digest('c'),
    }));
    expect(planOfPull(pulled({ leftOut })).leftOut).toEqual(['linux/arm64', 'windows/amd64']);
  });

  it('changes nothing where everything is held, and something where only a tag is new', () => {
    expect(planOfPull(pulled({ artifacts: [artifact('1', 'held')], heldBytes: 5 })).isNothing).toBe(true);
    expect(planOfPull(pulled({ artifacts: [artifact('1', 'new')], heldBytes: 5 })).isNothing).toBe(false);
  });

  it('is carried out by the digests that were shown', () => {
    const byDigest = { ...artifact('', 'new'), reference: `${repository}@${digest('d')}`, digest: digest('d'), tags: [] };
    expect(pinned(pulled({ artifacts: [artifact('1', 'new'), byDigest] }))).toEqual([
      `${repository}:1@${digest('b')}`,
      `${repository}@${digest('d')}`,
    ]);
  });
});

describe('the plan of a push', () => {
  it('shows where each artifact goes, and which tag moves there', () => {
    const artifacts = [...pushed('1', {}).artifacts, ...pushed('latest', {}).artifacts];
    const plan = planOfPush(pushed('1', { artifacts, newBytes: 7, heldBytes: 2, referrerCount: 1, movedTags: [moved] }));
    expect(plan.rows.map(({ repository: name, tag, status }) => [name, tag, status])).toEqual([
      [repository, '1', 'new'],
      [repository, 'latest', 'moves'],
    ]);
    expect(plan).toMatchObject({ newBytes: 7, heldBytes: 2, referrerCount: 1, movedTags: [moved], isNothing: false });
  });

  it('changes nothing where everything is held', () => {
    const [artifact1] = pushed('1', {}).artifacts;
    const artifacts = artifact1 === undefined ? [] : [{ ...artifact1, status: 'held' as const }];
    expect(planOfPush(pushed('1', { artifacts, heldBytes: 9 })).isNothing).toBe(true);
  });
});
