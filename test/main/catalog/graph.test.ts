// Room test/main/catalog: which documents are artifacts of which repository, after any changes of names and blobs, in any order: as
// if all had come at once, and every repository has what it was given.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Catalog } from '../../../main/catalog/catalog.ts';
import { applyChange, type Change } from '../../../main/catalog/change.ts';
import { type DocumentFacts, forgetBlob } from '../../../main/catalog/documents.ts';
import { settle } from '../../../main/catalog/graph.ts';
import { hasManifest } from '../../../main/catalog/lookup.ts';
import { memoryCatalog } from './memory-catalog.ts';

const documentCount = 6;
const repositories = ['', 'a', 'b'] as const;

/** What a document says of others. They are older than it: it has their digests in it. */
interface Relations {
  readonly children: readonly number[];
  readonly subject: number | null;
}

const older = (count: number): fc.Arbitrary<Relations> =>
  count === 0
    ? fc.constant({ children: [], subject: null })
    : fc.record({
        children: fc.uniqueArray(fc.nat(count - 1), { maxLength: 3 }),
        subject: fc.option(fc.nat(count - 1), { freq: 2 }),
      });
const relations = fc.tuple(...Array.from({ length: documentCount }, (_, count) => older(count)));
// The order of digests is not that of age.
const digests = fc.shuffledSubarray(
  Array.from({ length: documentCount }, (_, at) => `sha256:${at}`),
  { minLength: documentCount },
);
const step = fc.record({
  do: fc.constantFrom('tag', 'untag', 'add', 'add', 'remove', 'bring', 'lose'),
  repository: fc.constantFrom(...repositories),
  document: fc.nat(documentCount - 1),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function changeOf({ do: what, repository, document }: Step, digest: string): Change | null {
  const base = { at: '2026-01-01T00:00:00Z', door: 'test', operation: what };
  const tag = (to: string | null): Change | null =>
    repository === '' ? null : { ...base, tags: [{ repository, tag: `t${document % 2}`, from: null, to }] };
  if (what === 'tag') return tag(digest);
  if (what === 'untag') return tag(null);
  if (what === 'add') return { ...base, add: [{ repository, digest }] };
  return what === 'remove' ? { ...base, remove: [{ repository, digest }] } : null;
}

function factsOf(digest: string, { children, subject }: Relations, all: readonly string[]): DocumentFacts {
  return {
    digest,
    kind: children.length > 0 ? 'index' : 'manifest',
    mediaType: 'application/json',
    artifactType: null,
    artifactKind: 'other',
    subject: subject === null ? null : (all[subject] ?? null),
    platform: null,
    createdAt: null,
    layerCount: 0,
    referrerKind: 'other',
    unreadable: null,
    edges: children.map((child) => ({
      digest: all[child] ?? '',
      sizeBytes: 1,
      role: 'child',
      platform: null,
      attestation: false,
    })),
  };
}

/** Artifacts with what they lead to, and documents. */
function rowsOf(catalog: Catalog): unknown {
  return [
    catalog
      .sql(
        `SELECT repository.name AS repository, own.digest, group_concat(part.digest ORDER BY part.digest) AS reach FROM artifact
         JOIN repository ON repository.id = repository_id JOIN blob AS own ON own.id = artifact.blob_id JOIN reach ON artifact_id = artifact.id
         JOIN blob AS part ON part.id = reach.blob_id GROUP BY artifact.id ORDER BY 1, 2`,
      )
      .all(),
    catalog.sql('SELECT digest FROM document JOIN blob ON blob.id = blob_id ORDER BY 1').pluck().all(),
  ];
}

/** An index goes that alone said that a referrer of something else is there. */
const indexOfReferrerLost = ((): [typeof relations extends fc.Arbitrary<infer Value> ? Value : never, string[], Step[]] => {
  const alone: Relations = { children: [], subject: null };
  return [
    [alone, { children: [], subject: 0 }, { children: [1], subject: 0 }, alone, alone, alone],
    Array.from({ length: documentCount }, (_, at) => `sha256:${at}`),
    [
      { do: 'add', repository: '', document: 2 },
      { do: 'tag', repository: 'a', document: 0 },
      { do: 'lose', repository: '', document: 2 },
    ],
  ];
})();

it('artifacts follow from names and documents alone, and each is found in its repository', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(relations, digests, fc.array(step, { maxLength: 20 }), (related, all, steps) => {
      const facts = new Map(related.map((each, at) => [all[at] ?? '', factsOf(all[at] ?? '', each, all)]));
      const present = new Set(all.slice(0, documentCount / 2));
      const read = (digest: string): DocumentFacts | null => (present.has(digest) ? (facts.get(digest) ?? null) : null);
      const [lived, replayed] = [memoryCatalog(), memoryCatalog()];
      for (const each of steps) {
        const digest = all[each.document] ?? '';
        const change = changeOf(each, digest);
        if (each.do === 'bring') present.add(digest);
        if (each.do === 'lose') present.delete(digest);
        if (change !== null) applyChange(replayed, change);
        settle(lived, change === null ? forgetBlob(lived, digest) : applyChange(lived, change), read);
      }
      settle(replayed, all, read);
      expect(rowsOf(lived)).toEqual(rowsOf(replayed));
      const members = lived.sql(
        "SELECT name, digest FROM member JOIN repository ON repository.id = repository_id WHERE name <> ''",
      );
      for (const { name, digest } of members.all() as readonly { readonly name: string; readonly digest: string }[])
        expect(hasManifest(lived, name, digest)).toBe(present.has(digest));
      for (const catalog of [lived, replayed]) catalog.close();
    }),
    { numRuns: 200, examples: [indexOfReferrerLost] },
  );
});
