// Room test/main/catalog: the palette finds every repository, tag, reference and digest that it is asked for, whatever
// case and form it is typed in, and no more than it may answer.
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalog } from '../../../main/catalog/catalog.ts';
import { repositoryId } from '../../../main/catalog/change.ts';
import { search } from '../../../main/catalog/search.ts';
import { call } from '../../../main/host/client.ts';
import { familiarRepository, type Repository } from '../../../main/oci/reference.ts';
import type { SearchHit } from '../../../preload/contract/model.ts';
import { artifactsOf, filling, fillStore, referenceOf } from '../../support/filled-store.ts';
import { type OpenedStore, withNewStore } from '../opened-store.ts';

const familiar = (name: string): string => familiarRepository(name as Repository);
const find = async (store: OpenedStore, query: string, limit = 200): Promise<readonly SearchHit[]> =>
  await call(store.host, 'search.find', { query, limit });

/** As a person may type it: in any case, with spaces around. */
function typed(text: string, upper: boolean): string {
  return upper ? ` ${text.toUpperCase()} ` : text;
}

interface Entry {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** A catalogue of these tags and nothing on disk. */
function catalogOf(entries: readonly Entry[]): Catalog {
  const { catalog } = Catalog.open(':memory:', 'store');
  catalog.critical(() => {
    for (const { name, tag, digest } of entries) {
      const repository = repositoryId(catalog, name);
      const blob = catalog
        .sql(
          'INSERT INTO blob (digest, size_bytes, stored_bytes, present) VALUES (?, 1, 1, 1) ON CONFLICT DO UPDATE SET present = 1 RETURNING id',
        )
        .pluck()
        .get(digest);
      catalog.sql('INSERT OR IGNORE INTO artifact (repository_id, blob_id) VALUES (?, ?)').run(repository, blob);
      catalog
        .sql("INSERT INTO tag (repository_id, name, digest, updated_at) VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING")
        .run(repository, tag, digest);
    }
  });
  return catalog;
}

const entry = fc.record({
  name: fc.constantFrom('docker.io/library/web', 'docker.io/team/web-admin', 'host.example:5000/a/web', 'localhost/facade'),
  tag: fc.oneof(
    fc.constantFrom('latest', '20240501', 'deadbeef', '1.0', 'V2-RC'),
    fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}$/),
  ),
  digest: fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
});
const entries = fc.uniqueArray(entry, { minLength: 1, maxLength: 20, selector: ({ name, tag }) => `${name}:${tag}` });

/** Two repositories with one tag, the second of them by name the first to be known. */
const tiedTags: readonly Entry[] = ['docker.io/team/web-admin', 'docker.io/library/web'].map((name, at) => ({
  name,
  tag: '20240501',
  digest: `sha256:${String(at).repeat(64)}`,
}));

const titles = (hits: readonly SearchHit[]): readonly string[] => hits.map((hit) => hit.title);

describe('search.find', () => {
  it('finds every repository, tag, reference and digest of a store', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, fc.integer({ min: 6, max: 64 }), fc.boolean(), async (content, length, upper) => {
        await withNewStore(async (store) => {
          await fillStore(store, content, join(store.path, '..'));
          for (const artifact of await artifactsOf(store)) {
            const { repository, digest, tags } = artifact;
            const isIt = (hit: SearchHit): boolean =>
              hit.kind === 'artifact' && hit.repository === repository && hit.digest === digest;
            const [algorithm, hex = ''] = digest.split(':');
            const prefix = hex.slice(0, length);
            for (const query of [
              prefix,
              `@${prefix}`,
              `${algorithm}:${prefix}`,
              `@${algorithm}:${prefix}`,
              referenceOf(artifact),
            ])
              expect((await find(store, typed(query, upper))).some(isIt)).toBe(true);
            if (repository === null) continue;
            for (const query of [repository, familiar(repository), `${familiar(repository)}@${digest}`])
              expect((await find(store, typed(query, upper))).some((hit) => hit.repository === repository)).toBe(true);
            for (const tag of tags) {
              const references = [tag, `${repository}:${tag}`, `${familiar(repository)}:${tag}`, `${repository}:`];
              for (const query of references)
                expect((await find(store, typed(query, upper))).some((hit) => isIt(hit) && hit.tag === tag)).toBe(true);
            }
          }
        });
      }),
      { numRuns: 10 },
    );
  });

  it('answers with what contains the text, repositories first, once each, and at most as many as asked for', () => {
    const query = fc.oneof(
      fc.constantFrom(
        'web',
        'a',
        '5000',
        'deadbeef',
        '2024',
        'v2',
        'web:1',
        'host.example:5000/a/web:1',
        '1.0',
        'rc',
        ':',
        'facade',
      ),
      fc.stringMatching(/^[a-z0-9:/.-]{0,6}$/),
    );
    fc.assert(
      fc.property(entries, query, fc.integer({ min: 1, max: 30 }), (known, text, limit) => {
        const catalog = catalogOf(known);
        const hits = search(catalog, text, limit, (name) => name);
        const all = search(catalog, text, 1000, (name) => name);
        catalog.close();
        expect(hits).toEqual(all.slice(0, limit));
        expect(new Set(titles(all)).size).toBe(all.length);
        expect(all.map((hit) => hit.kind)).toEqual(
          all
            .map((hit) => hit.kind)
            .toSorted()
            .toReversed(),
        );
        for (const { kind, title, digest } of all) {
          const isNamed = text.split(/:(?!.*[:/])/).every((part) => title.toLowerCase().includes(part));
          expect(isNamed || (kind === 'artifact' && digest?.includes(text) === true)).toBe(true);
        }
      }),
      { examples: [[tiedTags, '2', 1]] },
    );
  });

  it('misses no tag and no repository that contains the text', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), fc.nat({ max: 6 }), (known, at, from, length) => {
        const { name, tag } = known[at % known.length] as Entry;
        const catalog = catalogOf(known);
        const found = (text: string): readonly string[] => titles(search(catalog, text, 1000, (full) => full));
        const part = (text: string): string => text.slice(from % text.length, (from % text.length) + length + 1);
        expect(found(part(name).replace(/^\W+|\W+$/g, '') || name)).toContain(name);
        expect(found(part(tag))).toContain(`${name}:${tag}`);
        expect(found(`${part(name.slice(name.lastIndexOf('/') + 1))}:${part(tag)}`)).toContain(`${name}:${tag}`);
        catalog.close();
      }),
    );
  });

  it('finds a tag and a repository that look like the beginning of a digest, beside the digest', () => {
    const digest = `sha256:deadbeef${'0'.repeat(56)}`;
    const catalog = catalogOf([
      { name: 'docker.io/library/web', tag: 'deadbeef', digest: `sha256:${'1'.repeat(64)}` },
      { name: 'docker.io/library/deadbeef', tag: 'latest', digest },
    ]);
    expect(titles(search(catalog, 'deadbeef', 10, familiar))).toEqual(['deadbeef', 'deadbeef:latest', 'web:deadbeef']);
    expect(titles(search(catalog, '@deadbeef', 10, familiar))).toEqual(['deadbeef:latest']);
    expect(titles(search(catalog, 'web@deadbeef', 10, familiar))).toEqual([]);
    catalog.close();
  });

  it('puts the exact tag and the plainest repository first', () => {
    const names = ['docker.io/library/web-admin', 'docker.io/library/web'];
    const tags = ['1.0-alpine', '1.0'];
    const known = names.flatMap((name) => tags.map((tag) => ({ name, tag, digest: `sha256:${'2'.repeat(64)}` })));
    const catalog = catalogOf(known);
    expect(titles(search(catalog, 'web:1.0', 10, familiar))).toEqual([
      'web:1.0',
      'web-admin:1.0',
      'web:1.0-alpine',
      'web-admin:1.0-alpine',
    ]);
    expect(titles(search(catalog, '1.0', 10, familiar))).toEqual([
      'web:1.0',
      'web-admin:1.0',
      'web:1.0-alpine',
      'web-admin:1.0-alpine',
    ]);
    expect(titles(search(catalog, 'web', 1, familiar))).toEqual(['web']);
    catalog.close();
  });

  it('finds nothing for nothing, and takes no character for a wildcard', () => {
    const catalog = catalogOf([{ name: 'docker.io/library/web', tag: 'a.b', digest: `sha256:${'3'.repeat(64)}` }]);
    for (const query of ['', '   ', '@', '@xyz', '%', '_', '*', 'a_b', "'", 'sha256:', 'w%b'])
      expect(search(catalog, query, 10, familiar)).toEqual([]);
    catalog.close();
  });
});
