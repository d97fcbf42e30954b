// Room test: renderer/features/log/log-rows.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEntry, LogNote } from '../../../../preload/contract/upkeep-model.ts';
import {
  artifactWord,
  detailKind,
  detailsOf,
  entryNames,
  logRows,
  placeOf,
  shownReference,
} from '../../../../renderer/features/log/log-rows.ts';

const digestOf = (seed: string): string => `sha256:${seed.repeat(64)}`;
const web = 'docker.io/team/web';

function entry(more: Partial<LogEntry> = {}): LogEntry {
  return {
    revision: 1,
    at: '2026-06-01T09:00:00Z',
    door: 'cli',
    user: 'anna',
    operation: 'import',
    source: null,
    tags: [],
    added: [],
    removed: [],
    blobsAdded: 0,
    blobsRemoved: 0,
    notes: [],
    ...more,
  };
}

const digest = fc.constantFrom('a', 'b', 'c').map(digestOf);
const name = fc.record({
  repository: fc.constantFrom(web, null),
  digest,
  tags: fc.array(fc.constantFrom('v1', 'v2'), { maxLength: 2 }),
});
const note: fc.Arbitrary<LogNote> = fc.oneof(
  digest.map((each) => ({ kind: 'damaged' as const, digest: each })),
  fc.constant({ kind: 'locked' as const, reference: web }),
  fc.nat().map((revision) => ({ kind: 'undid' as const, revision })),
);
const entries = fc
  .array(
    fc.record({
      tags: fc.array(
        fc.record({
          reference: fc.constantFrom(`${web}:v1`, `${web}:v2`),
          from: fc.option(digest),
          to: fc.option(digest),
        }),
        { maxLength: 3 },
      ),
      added: fc.array(name, { maxLength: 3 }),
      removed: fc.array(name, { maxLength: 3 }),
      notes: fc.array(note, { maxLength: 3 }),
      source: fc.constantFrom(null, 'images.tar'),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map((each, place) => entry({ ...each, revision: all.length - place })));

describe('rows of the log', () => {
  test('are one a change in the order given, and below an unfolded one each thing it did, once', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat({ max: 6 })), (all, open) => {
        const expanded = new Set(open.map(String));
        const rows = logRows(all, expanded);
        expect(rows.flatMap((row) => (row.kind === 'entry' ? [row.entry.revision] : []))).toEqual(
          all.map(({ revision }) => revision),
        );
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
        for (const each of all) {
          const details = rows.flatMap((row) => (row.kind === 'detail' && row.entry === each ? [row.detail] : []));
          expect(details).toEqual(expanded.has(String(each.revision)) ? detailsOf(each) : []);
          const row = rows.find(({ id }) => id === String(each.revision));
          const isFoldable = detailsOf(each).length > 0;
          expect(row?.kind === 'entry' && row.isExpanded).toBe(isFoldable ? expanded.has(String(each.revision)) : undefined);
        }
      }),
    );
  });

  test('lead to the artifact where they speak of a single one', () => {
    const change = { reference: `${web}:v1`, from: digestOf('a'), to: digestOf('b') };
    const [one] = logRows([entry({ tags: [change] })], new Set());
    const [several] = logRows([entry({ tags: [change, { ...change, reference: `${web}:v2` }] })], new Set());
    expect(one !== undefined && placeOf(one)).toEqual({ repository: web, digest: digestOf('b') });
    expect(several !== undefined && placeOf(several)).toBeNull();
  });

  test('of a removed tag lead to what it pointed to', () => {
    const rows = logRows([entry({ tags: [{ reference: `${web}:v1`, from: digestOf('a'), to: null }] })], new Set(['1']));
    expect(rows.map((row) => placeOf(row)?.digest)).toEqual([digestOf('a'), digestOf('a')]);
  });
});

describe('the names of a change', () => {
  test('are each told once, tags first', () => {
    const artifact = { repository: web, digest: digestOf('a'), tags: ['v1'] };
    const names = entryNames(entry({ tags: [{ reference: `${web}:v2`, from: null, to: digestOf('a') }], removed: [artifact] }));
    expect(names).toEqual(['team/web:v2', 'team/web:v1']);
    expect(entryNames(entry({ added: [artifact, artifact] }))).toEqual(['team/web:v1']);
  });

  test('are what was noted where no name changed', () => {
    expect(entryNames(entry({ notes: [{ kind: 'locked', reference: `${web}@${digestOf('c')}` }] }))).toEqual([
      'team/web@cccccccccccc',
    ]);
    expect(entryNames(entry({ notes: [{ kind: 'verified', count: 3 }] }))).toEqual([]);
  });
});

function kindOf(from: string | null, to: string | null): readonly string[] {
  return detailsOf(entry({ tags: [{ reference: `${web}:v1`, from, to }] })).map(detailKind);
}

test('A tag is said to be set, moved or removed by what it pointed to before and after', () => {
  expect(kindOf(null, digestOf('a'))).toEqual(['tagSet']);
  expect(kindOf(digestOf('b'), digestOf('a'))).toEqual(['tagMoved']);
  expect(kindOf(digestOf('b'), null)).toEqual(['tagRemoved']);
});

describe('a reference in the log', () => {
  test('is shown as people type it, digests by their beginning', () => {
    expect(shownReference('docker.io/library/alpine:3.20')).toBe('alpine:3.20');
    expect(shownReference(web)).toBe('team/web');
    expect(shownReference(`${web}@${digestOf('d')}`)).toBe('team/web@dddddddddddd');
    expect(shownReference(digestOf('d'))).toBe('dddddddddddd');
    expect(shownReference('localhost:5000/base')).toBe('localhost:5000/base');
  });

  test('of an artifact without tag or name is its digest', () => {
    expect(artifactWord({ repository: null, digest: digestOf('e'), tags: [] })).toBe('eeeeeeeeeeee');
    expect(artifactWord({ repository: web, digest: digestOf('e'), tags: [] })).toBe('team/web@eeeeeeeeeeee');
  });
});
