// Room test: how the palette reads what is typed, and what it remembers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../../../../preload/contract/model.ts';
import {
  artifactQuery,
  idOfHit,
  matches,
  type Recent,
  readQuery,
  termsOf,
  withRecent,
} from '../../../../renderer/features/palette/palette-items.ts';

const hit = (repository: string, tag: string | null = null): SearchHit => ({
  kind: tag === null ? 'repository' : 'artifact',
  title: repository,
  repository,
  tag,
  digest: tag === null ? null : 'sha256:ab',
  sizeBytes: 1,
});
const recents = fc.oneof(
  fc.constantFrom('storage.go', 'library.go', 'help.open').map((command): Recent => ({ command })),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(null, 'v1', 'v2'))
    .map(([name, tag]): Recent => ({ hit: hit(name, tag) })),
);
const asked = (typed: string): string => artifactQuery(readQuery(typed));
const idOf = (each: Recent): string => ('hit' in each ? idOfHit(each.hit) : each.command);

describe('what is typed', () => {
  it('asks for commands after >, for digests after @, else for everything', () => {
    expect(readQuery('> stor ')).toEqual({ kind: 'commands', text: 'stor' });
    expect(readQuery('@ab12')).toEqual({ kind: 'digest', text: 'ab12' });
    expect(readQuery('  web v2 ')).toEqual({ kind: 'all', text: 'web v2' });
  });

  it('finds tags in repositories, written either way', () => {
    expect(asked('web v2')).toBe('web:v2');
    expect(asked('web:v2')).toBe('web:v2');
    expect(asked('web')).toBe('web:');
    expect(asked('web@sha256:ab')).toBe('web@sha256:ab');
  });

  it('is marked word by word in everything it matches', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z :]{0,12}$/), fc.stringMatching(/^[A-Za-z /-]{0,30}$/), (typed, label) => {
        const terms = termsOf(readQuery(typed));
        for (const term of terms) expect(term).toMatch(/^[^\s:]+$/);
        expect(matches(label, terms)).toBe(terms.every((term) => label.toLowerCase().includes(term)));
        expect(matches(`${label} ${terms.join(' ').toUpperCase()}`, terms)).toBe(true);
      }),
    );
  });
});

describe('what was used last', () => {
  it('stands first, each thing once, and no more than a few', () => {
    fc.assert(
      fc.property(fc.array(recents, { maxLength: 30 }), (used) => {
        const kept = used.reduce<readonly Recent[]>(withRecent, []);
        const ids = kept.map(idOf);
        expect(ids).toEqual([...new Set(used.map(idOf).toReversed())].slice(0, ids.length));
        expect(ids.length).toBe(Math.min(8, new Set(used.map(idOf)).size));
      }),
    );
  });

  it('keeps apart a repository and the tags in it', () => {
    expect(new Set([hit('a'), hit('a', 'v1'), hit('a', 'v2'), hit('b')].map(idOfHit)).size).toBe(4);
  });
});
