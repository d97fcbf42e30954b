// Room test/main/catalog: what a line of the ledger does to the names: tags and their times, former tags, untagged
// artifacts, and the repository an artifact without one moves into.
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../main/catalog/catalog.ts';
import { applyChange, type Change } from '../../../main/catalog/change.ts';
import { memoryCatalog } from './memory-catalog.ts';

const at = (day: number): string => `2026-01-0${day}T00:00:00Z`;
const change = (day: number, rest: Partial<Change>): Change => ({ at: at(day), door: 'cli', operation: 'test', ...rest });
const tag = (to: string | null, name = '1', repository = 'r') => ({ repository, tag: name, from: null, to });

function applied(...changes: readonly Change[]): Catalog {
  const catalog = memoryCatalog();
  for (const each of changes) applyChange(catalog, each);
  return catalog;
}

const rows = (catalog: Catalog, table: string): unknown[] => {
  const columns: Readonly<Record<string, string>> = {
    tag: 'tag.name AS tag, digest, updated_at AS at',
    member: 'repository.name AS repository, digest, added_at AS added, source, untagged_at AS untagged',
    former_tag: 'tag, digest, until, replaced_by AS replacedBy',
  };
  return catalog
    .sql(`SELECT ${columns[table]} FROM ${table} JOIN repository ON repository.id = repository_id ORDER BY digest, 1`)
    .all();
};

describe('a tag', () => {
  it('that is set makes its artifact a member of the repository', () => {
    const catalog = applied(change(1, { tags: [tag('x')], source: 'x.tar' }));
    expect(rows(catalog, 'tag')).toEqual([{ tag: '1', digest: 'x', at: at(1) }]);
    expect(rows(catalog, 'member')).toEqual([{ repository: 'r', digest: 'x', added: at(1), source: 'x.tar', untagged: null }]);
    expect(rows(catalog, 'former_tag')).toEqual([]);
  });

  it('that moves is remembered by the artifact it left, with what replaced it', () => {
    const catalog = applied(change(1, { tags: [tag('x')] }), change(2, { tags: [tag('y')] }));
    expect(rows(catalog, 'tag')).toEqual([{ tag: '1', digest: 'y', at: at(2) }]);
    expect(rows(catalog, 'former_tag')).toEqual([{ tag: '1', digest: 'x', until: at(2), replacedBy: 'y' }]);
    expect(rows(catalog, 'member')).toMatchObject([
      { digest: 'x', untagged: at(2) },
      { digest: 'y', untagged: null },
    ]);
  });

  it('that is removed leaves its artifact, untagged only when it was the last', () => {
    const both = change(1, { tags: [tag('x'), tag('x', '2')] });
    const one = applied(both, change(2, { tags: [tag(null)] }));
    expect(rows(one, 'member')).toMatchObject([{ digest: 'x', untagged: null }]);
    const none = applied(both, change(2, { tags: [tag(null)] }), change(3, { tags: [tag(null, '2')] }));
    expect(rows(none, 'member')).toMatchObject([{ digest: 'x', untagged: at(3) }]);
    expect(rows(none, 'former_tag')).toHaveLength(2);
  });

  it('that comes back is no former tag any more', () => {
    const catalog = applied(change(1, { tags: [tag('x')] }), change(2, { tags: [tag('y')] }), change(3, { tags: [tag('x')] }));
    expect(rows(catalog, 'former_tag')).toEqual([{ tag: '1', digest: 'y', until: at(3), replacedBy: 'x' }]);
    expect(rows(catalog, 'member')).toMatchObject([
      { digest: 'x', untagged: null, added: at(1) },
      { digest: 'y', untagged: at(3) },
    ]);
  });
});

describe('an artifact without a repository', () => {
  const nameless = change(1, { add: [{ repository: '', digest: 'x' }], source: 'x.tar' });

  it('is untagged from the start', () => {
    expect(rows(applied(nameless), 'member')).toEqual([
      { repository: '', digest: 'x', added: at(1), source: 'x.tar', untagged: at(1) },
    ]);
  });

  it('moves into the first repository that names it, and remembers when and whence it came', () => {
    const catalog = applied(nameless, change(2, { tags: [tag('x')] }));
    expect(rows(catalog, 'member')).toEqual([{ repository: 'r', digest: 'x', added: at(1), source: 'x.tar', untagged: null }]);
  });
});

it('a removal takes the tags, memories and membership of one repository and no other', () => {
  const catalog = applied(
    change(1, { tags: [tag('x'), tag('x', '1', 'other')] }),
    change(2, { remove: [{ repository: 'r', digest: 'x' }] }),
  );
  expect(rows(catalog, 'member')).toMatchObject([{ repository: 'other', digest: 'x' }]);
  expect(rows(catalog, 'tag')).toHaveLength(1);
});

it('says whose names it changed', () => {
  const catalog = memoryCatalog();
  expect(applyChange(catalog, change(1, { tags: [tag('x')], add: [{ repository: 'r', digest: 'z' }] }))).toEqual(
    new Set(['x', 'z']),
  );
  expect(applyChange(catalog, change(2, { tags: [tag('y')] }))).toEqual(new Set(['x', 'y']));
  expect(applyChange(catalog, change(3, { blobs: ['b'], gone: ['b'] }))).toEqual(new Set());
});

const verified = (catalog: Catalog): unknown => catalog.sql("SELECT verified FROM blob WHERE digest = 'b'").pluck().get();

it('a blob counts as hashed by us from its line on, until it is gone', () => {
  expect(verified(applied(change(1, { blobs: ['b'] })))).toBe(1);
  expect(verified(applied(change(1, { blobs: ['b'] }), change(2, { gone: ['b'] })))).toBe(0);
});
