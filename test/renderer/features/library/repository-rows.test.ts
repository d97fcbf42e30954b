// Room test: renderer/features/library/repository-rows.
import { describe, expect, test } from 'vitest';
import type { RepositorySummary } from '../../../../preload/contract/model.ts';
import {
  pinsId,
  type RepositorySort,
  repositoryRows,
  sortRepositories,
} from '../../../../renderer/features/library/repository-rows.ts';

function repository(name: string, more: Partial<RepositorySummary> = {}): RepositorySummary {
  return {
    repository: name,
    familiar: name.replace(/^docker\.io\/(library\/)?/, ''),
    kinds: ['image'],
    artifactCount: 1,
    tagCount: 1,
    untaggedCount: 0,
    sizeBytes: 10,
    uniqueBytes: 5,
    logicalBytes: 10,
    lastChangedAt: '2026-06-01T00:00:00Z',
    locked: null,
    ...more,
  };
}

const repositories = [
  repository('docker.io/team/web', { sizeBytes: 30 }),
  repository('docker.io/library/nginx', { sizeBytes: 20 }),
  repository('docker.io/team/api', { sizeBytes: 40 }),
  repository('docker.io/charts/ingress', { kinds: ['helm'], sizeBytes: 1 }),
];

interface Asked {
  readonly filter?: string;
  readonly sort?: RepositorySort;
  readonly isGrouped?: boolean;
  readonly folded?: readonly string[];
  readonly pinned?: readonly string[];
}

function shown({ filter = '', sort = 'name', isGrouped = true, folded = [], pinned = [] }: Asked = {}): readonly string[] {
  const rows = repositoryRows({
    repositories: sortRepositories(repositories, sort),
    filter,
    sort,
    isGrouped,
    folded: new Set(folded),
    pinned: new Set(pinned),
  });
  return rows.map((row) => (row.kind === 'group' ? `[${row.isPins ? 'pins' : row.namespace}]` : row.leaf));
}

describe('the list of repositories', () => {
  test('is grouped by namespace, both in the order of their names', () => {
    expect(shown()).toEqual(['[charts]', 'ingress', '[docker.io/library]', 'nginx', '[team]', 'api', 'web']);
  });

  test('has full names where it is not grouped', () => {
    expect(shown({ isGrouped: false })).toEqual(['charts/ingress', 'nginx', 'team/api', 'team/web']);
  });

  test('by size has the group of the largest first', () => {
    expect(shown({ sort: 'size' })).toEqual(['[team]', 'api', 'web', '[docker.io/library]', 'nginx', '[charts]', 'ingress']);
  });

  test('hides what is folded, but not from a filter', () => {
    const folded = ['namespace:team'];
    expect(shown({ folded })).toEqual(['[charts]', 'ingress', '[docker.io/library]', 'nginx', '[team]']);
    expect(shown({ folded, filter: 'web' })).toEqual(['[team]', 'web']);
  });

  test('has what is pinned once, at the top, under its full name', () => {
    expect(shown({ pinned: ['docker.io/team/web'] })).toEqual([
      '[pins]',
      'team/web',
      '[charts]',
      'ingress',
      '[docker.io/library]',
      'nginx',
      '[team]',
      'api',
    ]);
    expect(shown({ pinned: ['docker.io/team/web'], folded: [pinsId] })[1]).toBe('[charts]');
  });

  test.each([
    ['NGINX', ['[docker.io/library]', 'nginx']],
    ['kind:helm', ['[charts]', 'ingress']],
    ['ns:team ap', ['[team]', 'api']],
    ['team web', ['[team]', 'web']],
    ['ngnix', []],
  ])('filtered by "%s"', (filter, expected) => {
    expect(shown({ filter })).toEqual(expected);
  });
});
