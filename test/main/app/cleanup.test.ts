// Room test/main/app: cleanup frees to the byte what its plan promises, for any store, policy and selection; takes nothing that
// anything needs, holds, locks or may need; and a plan changes nothing.
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdBlobs, leaseDurationMs, takeLease } from '../../../main/catalog/leases.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { processOwner } from '../../../main/store/process-owner.ts';
import { Store } from '../../../main/store/store.ts';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import type { OperationInput } from '../../../preload/contract/operations.ts';
import type { CleanupItem, CleanupKeptReason, CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { producers, writeProduced } from '../../build/archive.ts';
import { artifactsOf, filling, fillStore } from '../../support/filled-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { foreignLeftovers, leaveBlob, leaveFile, weightOf } from '../../support/left-behind.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { blobsIn, filesOf, type OpenedStore, withNewStore } from '../opened-store.ts';

type Policy = OperationInput<'cleanup.plan'>;

const pool = await rootPool();
const [small, large, , , platforms] = pool as [PoolRoot, PoolRoot, PoolRoot, PoolRoot, PoolRoot];
const app = 'docker.io/library/app';
const now = { olderThanSeconds: 0 };

const policy: fc.Arbitrary<Policy> = fc.record(
  {
    olderThanSeconds: fc.constantFrom(0, 0, 0, 3600),
    repositories: fc.constantFrom(['*'], ['a'], ['docker.io/*', 'localhost/d'], ['none']),
    tagPattern: fc.constantFrom('.*', '1|2', 'lat', 'latest'),
    keep: fc.nat(2),
    untagged: fc.boolean(),
  },
  { requiredKeys: ['olderThanSeconds'] },
);

/** What else lies in the store: blobs nothing names, files of work that is gone, a former deletion. */
const litter = fc.record({
  blobs: fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 2 }),
  files: fc.subarray(['.stowage/staging/gone/1', ...foreignLeftovers]),
  removed: fc.boolean(),
});

const rowsOf = (plan: CleanupPlan): readonly CleanupItem[] => plan.groups.flatMap((group) => group.items);
const sum = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
const nameOf = ({ repository, digest }: Pick<ArtifactSummary, 'repository' | 'digest'>): string => `${repository} ${digest}`;

function expectConsistent(plan: CleanupPlan): void {
  const rows = rowsOf(plan);
  for (const row of rows) {
    expect({ key: row.key, bytes: row.staysBytes + row.freedBytes + row.countedAboveBytes }).toEqual({
      key: row.key,
      bytes: row.fullBytes,
    });
    expect(row.staysBytes).toBeGreaterThanOrEqual(0);
    if (!row.selected) expect([row.freedBytes, row.countedAboveBytes]).toEqual([0, 0]);
  }
  expect(sum(rows, (row) => row.freedBytes)).toBe(plan.totals.freedBytes);
  for (const group of plan.groups) expect(sum(group.items, (row) => row.freedBytes)).toBe(group.freedBytes);
  expect(plan.totals.staysBytes + plan.totals.freedBytes).toBe(plan.totals.fullBytes);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
}

/** What is not selected is there as it was, and what is selected is gone or has lost its tags. */
function expectCarriedOut(before: readonly ArtifactSummary[], after: readonly ArtifactSummary[], plan: CleanupPlan): void {
  const left = new Map(after.map((artifact) => [nameOf(artifact), artifact]));
  const chosen = rowsOf(plan).filter((row) => row.selected && row.digest !== null);
  const rows = new Map(chosen.map((row) => [`${row.repository} ${row.digest}`, row]));
  for (const artifact of before) {
    const row = rows.get(nameOf(artifact));
    const is = left.get(nameOf(artifact));
    if (row === undefined) expect(is).toMatchObject({ tags: artifact.tags, absentCount: artifact.absentCount });
    else expect(is?.tags ?? []).toEqual(is === undefined ? [] : artifact.tags.filter((tag) => !row.tags.includes(tag)));
  }
}

async function withFilled(use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    const archive = join(store.path, '..', 'archive.tar');
    const roots = [
      { ...small, names: [`${app}:1`] },
      { ...large, names: [`${app}:2`, `${app}:old`] },
      { ...platforms, names: [`${app}:many`] },
    ];
    await writeProduced(producers.hybrid.make(roots), archive);
    await store.importPath(archive);
    await use(store);
  });
}

const clean = async (store: OpenedStore, input: OperationInput<'cleanup.run'> = now): ReturnType<typeof runJob<'cleanup.run'>> =>
  await runJob(store.host, 'cleanup.run', input);
const untag = async (store: OpenedStore, ...references: readonly string[]): Promise<unknown> =>
  await call(store.host, 'tag.remove', { references: [...references] });
const keptIn = (plan: CleanupPlan, reason: CleanupKeptReason): number =>
  plan.kept.find((kept) => kept.reason === reason)?.count ?? 0;
const plan = async (store: OpenedStore, input: Policy = now): Promise<CleanupPlan> =>
  await call(store.host, 'cleanup.plan', input);
const coded = (code: string): unknown => expect.objectContaining({ code });

describe('a cleanup', () => {
  it('frees to the byte what its plan promised, and leaves everything else as it was', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        filling,
        litter,
        policy,
        fc.option(fc.infiniteStream(fc.boolean())),
        async (content, left, rules, picks) => {
          await withNewStore(async (store) => {
            await fillStore(store, content, join(store.path, '..'));
            for (const text of left.blobs) leaveBlob(store.path, text);
            for (const name of left.files) leaveFile(store.path, name, `left ${name}`);
            const [first] = await artifactsOf(store);
            if (left.removed && first !== undefined)
              await call(store.host, 'artifact.remove', { references: [first.digest], force: true });
            const files = filesOf(store.path);
            const whole = await plan(store, rules);
            expectConsistent(whole);
            const keys = picks === null ? undefined : rowsOf(whole).flatMap((row) => (picks.next().value ? [row.key] : []));
            const promised = await plan(store, { ...rules, keys });
            expectConsistent(promised);
            expect(filesOf(store.path), 'a plan changes nothing').toEqual(files);
            const before = { weight: weightOf(store.path), artifacts: await artifactsOf(store) };
            const report = await clean(store, { ...rules, keys, revision: promised.revision });
            expect(report.totals).toEqual(promised.totals);
            expect(before.weight - weightOf(store.path)).toBe(promised.totals.freedBytes);
            expect(report.measuredBytes).toBe(promised.totals.freedBytes);
            expectCarriedOut(before.artifacts, await artifactsOf(store), promised);
            await clean(store);
            await expectInvariants(store);
            expect((await call(store.host, 'usage.show', {})).orphanBytes).toBe(0);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that was planned on another state deletes nothing', async () => {
    await withFilled(async (store) => {
      await untag(store, 'app:1');
      const { revision } = await plan(store);
      await untag(store, 'app:many');
      const files = filesOf(store.path);
      await expect(clean(store, { ...now, revision })).rejects.toThrowError(coded('plan-outdated'));
      expect(filesOf(store.path)).toEqual(files);
    });
  });

  it('writes one line into the ledger and leaves nothing in the trash', async () => {
    await withFilled(async (store) => {
      await untag(store, 'app:1', 'app:2', 'app:old');
      leaveBlob(store.path, 'unreferenced');
      const { revision } = await plan(store);
      const report = await clean(store);
      expect((await plan(store)).revision).toBe(revision + 1);
      expect(report).toMatchObject({ deletedArtifacts: 1, removedTags: 0, deletedBlobs: 3, dryRun: false });
      expect(weightOf(store.path)).toBe(sum([...blobsIn(store.path).values()], (blob) => blob.length));
      await expectInvariants(store);
    });
  });
});

describe('a cleanup keeps', () => {
  it('what lost its tag a short time ago', async () => {
    await withFilled(async (store) => {
      await untag(store, 'app:1');
      const week = await plan(store, {});
      expect(week.olderThanSeconds).toBe(7 * 24 * 3600);
      expect([rowsOf(week), keptIn(week, 'recent')]).toEqual([[], 1]);
      expect(rowsOf(await plan(store))).toMatchObject([{ digest: small.node.manifest.digest, formerTags: [{ tag: '1' }] }]);
    });
  });

  it('platforms and referrers of what stays, and counts them', async () => {
    await withFilled(async (store) => {
      await untag(store, 'app:2', 'app:old');
      const planned = await plan(store);
      // One of two platforms is an artifact that lost its tags, but not one of its own while the index contains it.
      expect(rowsOf(planned)).toEqual([]);
      expect(keptIn(planned, 'index-child')).toBe(2);
      expect(keptIn(planned, 'referrer')).toBeGreaterThan(0);
    });
  });

  it('the newest tags of each repository', async () => {
    await withFilled(async (store) => {
      const planned = await plan(store, { ...now, tagPattern: '.*', keep: 3 });
      expect([sum(rowsOf(planned), (row) => row.tags.length), keptIn(planned, 'newest')]).toEqual([1, 3]);
    });
  });

  it('tags that do not match entirely, and artifacts that lose theirs, unless untagged ones are to go as well', async () => {
    await withFilled(async (store) => {
      expect(rowsOf(await plan(store, { ...now, tagPattern: 'ol' }))).toEqual([]);
      const report = await clean(store, { ...now, tagPattern: 'o.*|1' });
      expect(report).toMatchObject({ removedTags: 2, deletedArtifacts: 0, measuredBytes: 0 });
      expect((await artifactsOf(store)).flatMap(({ tags }) => tags).toSorted()).toEqual(['2', 'many']);
      const both = await clean(store, { ...now, tagPattern: 'many|2', untagged: true });
      expect([both.removedTags, both.deletedArtifacts, await artifactsOf(store)]).toEqual([2, 3, []]);
      await expectInvariants(store);
    });
  });

  it.for([['app'], ['app:1'], [`app@${small.node.manifest.digest}`]])(
    'what a lock on %s forbids to delete',
    async ([reference = '']) => {
      await withFilled(async (store) => {
        await call(store.host, 'lock.set', { reference, deleteEnabled: false });
        const planned = await plan(store, { ...now, tagPattern: '1', untagged: true });
        expect([rowsOf(planned), keptIn(planned, 'locked')]).toEqual([[], 1]);
      });
    },
  );

  it('what running work of this or another process holds, until its lease is no good any more', async () => {
    await withFilled(async (store) => {
      await untag(store, 'app:1');
      const other = Store.open(store.path, 'cli', 'existing');
      const layer = small.node.kind === 'image' ? (small.node.layers[0]?.blob.digest ?? '') : '';
      const orphan = leaveBlob(store.path, 'unreferenced');
      const owners = [processOwner(), { ...processOwner(), host: 'elsewhere' }];
      for (const owner of owners) {
        const lease = takeLease(other.catalog, owner, 'export', Date.now());
        holdBlobs(other.catalog, lease, [small.node.manifest.digest, orphan]);
        const planned = await plan(store);
        expect([rowsOf(planned), keptIn(planned, 'in-use')]).toEqual([[], 2]);
        other.catalog.sql('DELETE FROM lease').run();
        other.catalog.sql('DELETE FROM lease_blob').run();
      }
      const dead = { ...processOwner(), processId: 2 ** 22 + 1 };
      holdBlobs(other.catalog, takeLease(other.catalog, dead, 'export', Date.now()), [small.node.manifest.digest, orphan]);
      const expired = takeLease(
        other.catalog,
        { ...processOwner(), host: 'elsewhere' },
        'export',
        Date.now() - 2 * leaseDurationMs,
      );
      holdBlobs(other.catalog, expired, [orphan]);
      holdBlobs(other.catalog, takeLease(other.catalog, processOwner(), 'import', Date.now()), [layer]);
      other.close();
      const report = await clean(store);
      expect([report.deletedArtifacts, report.measuredBytes]).toEqual([1, report.totals.freedBytes]);
      expect(blobsIn(store.path).has(layer)).toBe(true);
      expect(blobsIn(store.path).has(small.node.manifest.digest)).toBe(false);
    });
  });

  it('what another program wrote within the hour, all of it while one is so new', async () => {
    await withFilled(async (store) => {
      leaveBlob(store.path, 'one');
      leaveBlob(store.path, 'two');
      for (const name of foreignLeftovers) leaveFile(store.path, name, name);
      const planned = await plan(store, {});
      expect([rowsOf(planned), keptIn(planned, 'recent')]).toEqual([[], 2 + foreignLeftovers.length]);
      expect(rowsOf(await plan(store))).toHaveLength(2 + foreignLeftovers.length);
    });
  });

  it('blobs and files that belong to no repository, where it is told which repositories or tags', async () => {
    await withFilled(async (store) => {
      leaveBlob(store.path, 'one');
      for (const rules of [{ repositories: ['*'] }, { tagPattern: 'none' }])
        expect(rowsOf(await plan(store, { ...now, ...rules }))).toEqual([]);
    });
  });
});

describe('while a document cannot be followed', () => {
  it.for(['torn', 'missing'])('because its blob is %s, no blob is taken away, and the plan says why', async (how) => {
    await withFilled(async (store) => {
      await untag(store, 'app:1');
      const path = join(store.path, 'blobs', ...platforms.node.manifest.digest.split(':'));
      chmodSync(path, 0o644);
      if (how === 'torn') writeFileSync(path, 'not what its name says');
      else rmSync(path);
      await runJob(store.host, 'store.rebuild', {});
      const planned = await plan(store);
      expect(planned.blockers).toMatchObject([{ digest: platforms.node.manifest.digest }]);
      expect([planned.totals.freedBytes, rowsOf(planned)[0]?.freedBytes]).toEqual([0, 0]);
      // What only it needs looks as if nothing needed it.
      expect(planned.groups.map(({ kind }) => kind)).toEqual(['untagged']);
      expect(planned.kept.map(({ reason }) => reason)).toContain('unreadable');
      const digests = [...filesOf(store.path).keys()].flatMap(
        (name) => /^blobs\/(.*)\/(.*)$/.exec(name)?.slice(1).join(':') ?? [],
      );
      const told = await Promise.all(digests.map(async (digest) => await call(store.host, 'blob.explain', { digest })));
      const kept = told.filter(({ status }) => status === 'not-needed').map(({ keptFor }) => keptFor);
      expect(new Set(kept)).toEqual(new Set([platforms.node.manifest.digest]));
      const files = filesOf(store.path);
      await expect(clean(store)).rejects.toThrowError(coded('cleanup-blocked'));
      expect(filesOf(store.path)).toEqual(files);
      const { freedBytes } = await call(store.host, 'artifact.remove', { references: [small.node.manifest.digest] });
      expect(freedBytes).toBe(0);
    });
  });

  it('but a platform that never came is no such thing', async () => {
    await withNewStore(async (store) => {
      const archive = join(store.path, '..', 'archive.tar');
      await writeProduced(producers['ctr-sparse'].make([{ ...platforms, names: [`${app}:many`] }]), archive);
      await store.importPath(archive);
      expect((await artifactsOf(store))[0]?.absentCount).toBeGreaterThan(0);
      expect((await plan(store)).blockers).toEqual([]);
    });
  });
});

describe('a tag pattern', () => {
  it.for(['(', '[', 'a)(b', '(a+)+b'])(
    '%s that is none, or that explodes, is refused',
    { timeout: 20_000 },
    async (tagPattern) => {
      await withFilled(async (store) => {
        await call(store.host, 'tag.add', { source: 'app:1', reference: `app:${'a'.repeat(60)}` });
        await expect(plan(store, { tagPattern })).rejects.toThrowError(coded('pattern-invalid'));
      });
    },
  );
});
