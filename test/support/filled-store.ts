// Room test/support: random stores whose artifacts share blobs within and across repositories, with referrers, indexes,
// parts of indexes that have names of their own, and artifacts whose tags are gone.
import { join } from 'node:path';
import fc from 'fast-check';
import { call } from '../../main/host/client.ts';
import type { ArtifactSummary } from '../../preload/contract/model.ts';
import { type ProducerName, producers, writeProduced } from '../build/archive.ts';
import type { OpenedStore } from '../main/opened-store.ts';
import { rootPool } from './root-pool.ts';

const pool = await rootPool();
const repositories = ['docker.io/library/a', 'docker.io/team/b', 'registry.example.com:5000/team/deep/c', 'localhost/d'];
const name = fc
  .tuple(fc.constantFrom(...repositories), fc.constantFrom('latest', '1', '2'))
  .map(([repository, tag]) => `${repository}:${tag}`);

export interface Filling {
  readonly imports: readonly {
    readonly producer: ProducerName;
    readonly roots: readonly { readonly at: number; readonly names: readonly string[] }[];
  }[];
  /** Positions in the list of tags, counted around. */
  readonly untag: readonly number[];
}

export const filling: fc.Arbitrary<Filling> = fc.record({
  imports: fc.array(
    fc.record({
      producer: fc.constantFrom<ProducerName>('docker-containerd', 'hybrid', 'oras-backup'),
      roots: fc.uniqueArray(fc.record({ at: fc.nat(pool.length - 1), names: fc.uniqueArray(name, { maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 4,
        selector: (root) => root.at,
      }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  untag: fc.array(fc.nat(), { maxLength: 2 }),
});

/** Brings it all in; archives are written into `folder`. */
export async function fillStore(store: OpenedStore, { imports, untag }: Filling, folder: string): Promise<void> {
  for (const [position, { producer, roots }] of imports.entries()) {
    const path = join(folder, `${position}.tar`);
    const chosen = roots.flatMap(({ at, names }) => {
      const root = pool[at];
      return root === undefined ? [] : [{ ...root, names }];
    });
    await writeProduced(producers[producer].make(chosen), path);
    await store.importPath(path);
  }
  for (const at of untag) {
    const tagged = (await artifactsOf(store)).flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`));
    const reference = tagged[at % Math.max(1, tagged.length)];
    if (reference !== undefined) await call(store.host, 'tag.remove', { references: [reference] });
  }
}

export async function artifactsOf(store: OpenedStore): Promise<readonly ArtifactSummary[]> {
  return (await call(store.host, 'artifact.list', {})).items;
}

/** How commands name the artifact: by digest in its repository, by digest alone where it has none. */
export function referenceOf({ repository, digest }: Pick<ArtifactSummary, 'repository' | 'digest'>): string {
  return repository === null ? digest : `${repository}@${digest}`;
}
