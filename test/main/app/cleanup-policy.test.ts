// Room test/main/app: what a cleanup's rules mean: globs over repositories, patterns over whole tags, and what a rule that is left
// out leaves open.
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../main/app/cleanup-policy.ts';

describe('a policy', () => {
  it.for([
    ['alpine', 'docker.io/library/alpine', true],
    ['docker.io/library/alpine', 'docker.io/library/alpine', true],
    ['alp?ne', 'docker.io/library/alpine', true],
    ['team/*', 'docker.io/team/deep/er', true],
    ['*', 'localhost/d', true],
    ['alpine', 'docker.io/library/alpine-slim', false],
    ['a.pine', 'docker.io/library/alpine', false],
    ['team/?', 'docker.io/team/xy', false],
  ] as const)('glob %s, repository %s: %s', ([glob, repository, matches]) => {
    expect(parsePolicy({ repositories: [glob] }).matchesRepository(repository)).toBe(matches);
  });

  it('matches tags from end to end, alternatives included', () => {
    const { matchingTags } = parsePolicy({ tagPattern: String.raw`v\d+|latest` });
    expect(matchingTags?.(['v1', 'v1-rc', 'latest', 'not-latest', 'xv2'])).toEqual(new Set(['v1', 'latest']));
  });

  it('that says nothing is about untagged artifacts of the whole store, a week old, and files an hour old', () => {
    expect(parsePolicy({})).toMatchObject({
      olderThanSeconds: 604_800,
      foreignSeconds: 3600,
      isWholeStore: true,
      matchingTags: null,
      takesUntagged: true,
      keep: 0,
    });
  });

  it('about tags takes untagged artifacts only when told to, and nothing outside of repositories', () => {
    expect(parsePolicy({ tagPattern: '.*' })).toMatchObject({ takesUntagged: false, isWholeStore: false });
    expect(parsePolicy({ tagPattern: '.*', untagged: true })).toMatchObject({ takesUntagged: true, isWholeStore: false });
    expect(parsePolicy({ olderThanSeconds: 60 }).foreignSeconds).toBe(60);
    expect(parsePolicy({ olderThanSeconds: 90_000 }).foreignSeconds).toBe(3600);
  });
});
