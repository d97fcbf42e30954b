// Room test/main/app: random sequences of what people and other tools do to one store keep every invariant, and the tags
// are those a plain map would have. The catalogue is compared with its rebuild after each step (expectInvariants).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import { isStowageError } from '../../../main/errors.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { type ProducerName, producers, writeProduced } from '../../build/archive.ts';
import type { Root } from '../../build/image.ts';
import { addOutsideRoot, dropOutsideRoots, editIndex } from '../../support/foreign-tool.ts';
import { expectInvariants, indexDescriptors } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { blobsIn, type OpenedStore, temporaryFolder, withStore } from '../opened-store.ts';

const names = ['a', 'b', 'c']
  .flatMap((name) => [`docker.io/library/${name}`, `registry.example.com:5000/x/${name}`])
  .flatMap((repository) => [`${repository}:latest`, `${repository}:2`]);
const anyName = fc.constantFrom(...names);
const importers: readonly ProducerName[] = [
  'docker-containerd',
  'docker-containerd-sparse',
  'ctr-sparse',
  'docker-legacy',
  'skopeo-oci-folder',
  'skopeo-oci-archive-unnamed',
  'hybrid',
  'oras-backup',
];
const pool = await rootPool();
const poolAt = fc.nat(pool.length - 1);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      producer: fc.constantFrom(...importers),
      roots: fc.uniqueArray(fc.record({ at: poolAt, names: fc.uniqueArray(anyName, { maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 3,
        selector: (root) => root.at,
      }),
      onConflict: fc.constantFrom(undefined, 'keep' as const, 'move' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tag' as const), from: fc.nat(), to: anyName }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('untag' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat(), by: fc.constantFrom('tag', 'digest') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cleanup' as const), tagPattern: fc.constantFrom(undefined, 'latest') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('export' as const), at: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('outside-add' as const),
      at: poolAt,
      name: anyName,
      key: fc.constantFrom('full', 'short'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outside-drop' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outside-lose' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outside-field' as const), value: fc.string() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('verify' as const), deep: fc.boolean(), sinceLast: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'lose-catalog' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type ImportStep = Extract<Step, { do: 'import' }>;

/** The store of one sequence, what its tags must be, and what an outside tool wrote that must survive. */
class Run {
  readonly folder = temporaryFolder();
  readonly path = join(this.folder, 'store');
  readonly tags = new Map<string, string>();
  host = composeHost({ storePath: this.path });
  field: string | undefined;
  serial = 0;
  nowMs = Date.now();

  get store(): OpenedStore {
    const offer = (path: string): string => this.host.picks.offer({ kind: 'path', path });
    return {
      path: this.path,
      host: this.host,
      importPath: async (path, options = {}) => await runJob(this.host, 'archive.import', { picks: [offer(path)], ...options }),
      exportTo: async (path, options) => await runJob(this.host, 'archive.export', { target: offer(path), ...options }),
      manifestText: async (reference) => (await call(this.host, 'manifest.read', { reference })).text,
    };
  }

  newPath(): string {
    return join(this.folder, String(++this.serial));
  }

  /** A tag the store has, chosen by a number. */
  tag(at: number): string | undefined {
    return [...this.tags.keys()].toSorted()[at % Math.max(1, this.tags.size)];
  }

  async reopen(): Promise<void> {
    await this.host.close();
    this.host = composeHost({ storePath: this.path });
  }
}

/** Roots 4 and 5 hold images that are roots too; where manifest.json names images by config, such roots come one at a time. */
function separate(producer: ProducerName, roots: ImportStep['roots']): ImportStep['roots'] {
  const overlapping = roots.filter(({ at }) => at === 4 || at === 5);
  if (!/docker|ctr|hybrid/.test(producer)) return roots;
  return overlapping.length === 0 ? roots : overlapping.slice(0, 1);
}

async function importRoots(run: Run, { producer, roots, onConflict }: ImportStep): Promise<void> {
  const taken = new Set<string>();
  const chosen = separate(producer, roots).map(({ at, names: wanted }): Root => {
    const free = wanted.filter((each) => !taken.has(each));
    for (const each of free) taken.add(each);
    return { ...(pool[at] as PoolRoot), names: free };
  });
  const produced = producers[producer].make(chosen);
  if (produced.expected.artifacts.length === 0) return;
  const path = run.newPath();
  await writeProduced(produced, path);
  const report = await run.store.importPath(path, { onConflict });
  const artifacts = report.archives.flatMap((archive) => archive.artifacts);
  expect(artifacts.map((artifact) => artifact.failure)).toEqual(artifacts.map(() => null));
  for (const { digest, tags } of artifacts)
    for (const { reference } of tags)
      if (!run.tags.has(reference) || onConflict !== 'keep') run.tags.set(reference, digest ?? '');
  for (const wanted of produced.expected.artifacts)
    for (const reference of wanted.references)
      if (wanted.digest !== null && onConflict !== 'keep') expect(run.tags.get(reference)).toBe(wanted.digest);
}

async function exportTag(run: Run, reference: string): Promise<void> {
  const { present } = (await call(run.host, 'artifact.show', { reference })).image ?? { present: false };
  if (!present) return;
  const target = run.newPath();
  await run.store.exportTo(target, { references: [reference], profile: 'oci', allowMissing: true });
  await withStore(run.newPath(), async (copy) => {
    await copy.importPath(target);
    const { digest } = await call(copy.host, 'artifact.show', { reference });
    expect(digest).toBe(run.tags.get(reference));
  });
}

async function removeArtifact(run: Run, reference: string, by: string): Promise<void> {
  const digest = run.tags.get(reference) ?? '';
  const repository = reference.slice(0, reference.lastIndexOf(':'));
  await call(run.host, 'artifact.remove', { references: [by === 'tag' ? reference : digest], force: true });
  for (const [name, held] of run.tags)
    if (held === digest && (by === 'digest' || name.startsWith(`${repository}:`))) run.tags.delete(name);
}

/** With a pattern it only takes tags; without, what nobody needs, unless something cannot be followed. */
async function cleanUp(run: Run, tagPattern: string | undefined): Promise<void> {
  try {
    const { totals, measuredBytes } = await runJob(run.host, 'cleanup.run', { olderThanSeconds: 0, tagPattern });
    expect(measuredBytes).toBe(totals.freedBytes);
  } catch (error) {
    if (!isStowageError(error, 'cleanup-blocked')) throw error;
    return;
  }
  for (const name of run.tags.keys()) if (name.endsWith(`:${tagPattern}`)) run.tags.delete(name);
}

/** Longer than a name that another tool drops counts as dropped by mistake. */
const laterMs = 2 * 3_600_000;
afterEach(() => vi.useRealTimers());

async function take(run: Run, taken: Step): Promise<void> {
  run.nowMs += taken.do === 'outside-drop' ? laterMs : 1;
  vi.setSystemTime(run.nowMs);
  switch (taken.do) {
    case 'import':
      return await importRoots(run, taken);
    case 'tag': {
      const source = run.tag(taken.from);
      if (source === undefined) return;
      await call(run.host, 'tag.add', { source, reference: taken.to });
      run.tags.set(taken.to, run.tags.get(source) ?? '');
      return;
    }
    case 'untag': {
      const reference = run.tag(taken.at);
      if (reference === undefined) return;
      await call(run.host, 'tag.remove', { references: [reference] });
      run.tags.delete(reference);
      return;
    }
    case 'remove': {
      const reference = run.tag(taken.at);
      return reference === undefined ? undefined : await removeArtifact(run, reference, taken.by);
    }
    case 'cleanup':
      return await cleanUp(run, taken.tagPattern);
    case 'export': {
      const reference = run.tag(taken.at);
      return reference === undefined ? undefined : await exportTag(run, reference);
    }
    case 'outside-add': {
      const root = pool[taken.at] as PoolRoot;
      // skopeo writes the name as it was given: full, or a tag alone, which names no repository.
      const written = taken.key === 'full' ? taken.name : 'v1';
      addOutsideRoot(run.path, root.node, written);
      if (taken.key === 'full') run.tags.set(taken.name, root.node.manifest.digest);
      return;
    }
    case 'outside-drop': {
      const reference = run.tag(taken.at);
      if (reference === undefined) return;
      dropOutsideRoots(run.path, reference);
      run.tags.delete(reference);
      return;
    }
    case 'outside-lose': {
      const blobs = [...blobsIn(run.path).keys()].toSorted();
      const lost = blobs[taken.at % blobs.length];
      if (lost !== undefined) rmSync(join(run.path, 'blobs', ...lost.split(':')));
      return;
    }
    case 'outside-field':
      run.field = taken.value;
      return editIndex(run.path, (index) => ({ ...index, annotations: { 'org.example.note': taken.value } }));
    case 'verify': {
      const { deep, sinceLast } = taken;
      const report = await runJob(run.host, 'store.verify', { deep, sinceLast });
      expect(report.catalogDifferences).toBe(0);
      expect(report.damage.map(({ problem }) => problem)).toEqual(report.damage.map(() => 'missing'));
      return;
    }
    case 'reopen':
      return await run.reopen();
    case 'lose-catalog':
      await run.host.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(run.path, '.stowage', `catalog.db${suffix}`), { force: true });
      run.host = composeHost({ storePath: run.path });
  }
}

async function expectAsModelled(run: Run): Promise<void> {
  const { items } = await call(run.host, 'artifact.list', {});
  const held = items.flatMap(({ repository, digest, tags }) =>
    tags.map((tag): [string, string] => [`${repository}:${tag}`, digest]),
  );
  expect(new Map(held)).toEqual(run.tags);
  await expectInvariants(run.store);
  const index = JSON.stringify(indexDescriptors(run.path));
  expect(index).not.toContain('undefined');
  if (run.field !== undefined)
    editIndex(run.path, (document) => {
      expect(document['annotations']).toEqual({ 'org.example.note': run.field });
      return null;
    });
}

it('any sequence of operations keeps the invariants, and the catalogue equals its rebuild', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      const run = new Run();
      try {
        await withStore(run.path, async ({ importPath }) => {
          const first = run.newPath();
          await writeProduced(producers['docker-containerd'].make([{ ...(pool[0] as PoolRoot), names: [] }]), first);
          await importPath(first);
        });
        for (const each of steps) {
          await take(run, each);
          await expectAsModelled(run);
        }
      } finally {
        vi.useRealTimers();
        await run.host.close();
        rmSync(run.folder, { recursive: true, force: true });
      }
    }),
    {
      numRuns: 25,
      examples: [
        [
          // A nameless root inside an index: both files lost, then the index removed.
          [
            { do: 'outside-add', at: 5, name: 'docker.io/library/a:latest', key: 'full' },
            { do: 'outside-lose', at: 358241 },
            { do: 'outside-lose', at: 0 },
            { do: 'remove', at: 0, by: 'tag' },
          ],
        ],
        [
          // The subject of a listed referrer lost.
          [
            { do: 'import', producer: 'oras-backup', roots: [{ at: 1, names: [] }], onConflict: undefined },
            { do: 'outside-lose', at: 24318990 },
            { do: 'outside-lose', at: 0 },
          ],
        ],
      ],
    },
  );
});
