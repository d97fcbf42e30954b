// Room test/main/app: what stands under cosign's tags is a referrer of what it signs wherever one looks, and an artifact where
// that is not there; clients of the registry see every tag. Random tags of that shape keep every invariant.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isStowageError } from '../../../main/errors.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { writeProduced } from '../../build/archive.ts';
import { type Artifact, buildArtifact, type Root } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { archiveFolder } from '../expected-archives.ts';
import { blobsIn, namesIn, type OpenedStore, temporaryFolder, withNewStore, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));

const pool = await rootPool();
const [small, large, arm, long, platforms] = pool as [PoolRoot, PoolRoot, PoolRoot, PoolRoot, PoolRoot];
const digestOf = ({ node }: PoolRoot): string => node.manifest.digest;
const app = 'docker.io/library/app';
const other = 'registry.example.com/app';

/** A signature as cosign 2 writes it: an image without a subject, told by its layer alone. */
const signature = (payload: string, mediaType = 'application/vnd.dev.cosign.simplesigning.v1+json'): Artifact =>
  buildArtifact({
    configMediaType: 'application/vnd.oci.image.config.v1+json',
    config: '{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":[]}}',
    layers: [{ mediaType, content: payload }],
  });
const signed = signature('signed');
const attested = signature('attested', 'application/vnd.dsse.envelope.v1+json');
const listed = signature('packages', 'spdx+json');
const tagFor = (digest: string, suffix: string): string => `${digest.slice(0, 71).replace(':', '-')}${suffix}`;

async function archiveOf(nodes: readonly (readonly [Root['node'], readonly string[]])[]): Promise<string> {
  const path = `${newPath()}.tar`;
  await writeProduced(hybrid(nodes.map(([node, names]) => ({ node, names, referrers: [] }))), path);
  return path;
}

const list = async ({ host }: OpenedStore, repository = app): Promise<readonly string[]> =>
  (await call(host, 'tag.list', { repository })).items.map(({ tag }) => tag);

describe('tags of every shape, in any order, moved, removed, deleted, cleaned up and taken back', () => {
  const repositories = [app, other];
  const subjects = [small, large, arm, long, platforms].map(digestOf);
  const tags = [
    '1',
    '2',
    ...[...subjects, signed.manifest.digest, attested.manifest.digest].flatMap((digest) => [
      tagFor(digest, ''),
      ...(digest.startsWith('sha512') ? [] : [tagFor(digest, '.sig'), tagFor(digest, '.att')]),
    ]),
  ];
  const everyDigest = [...subjects, signed, attested, listed].map((one) => (typeof one === 'string' ? one : one.manifest.digest));
  const reference = fc
    .tuple(fc.constantFrom(...repositories), fc.oneof(fc.constantFrom('1', '2'), fc.constantFrom(...tags)))
    .map(([repository, tag]) => `${repository}:${tag}`);
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('tag' as const), source: fc.constantFrom(...everyDigest), reference }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('untag' as const), at: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat(), force: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('remove-digest' as const), digest: fc.constantFrom(...everyDigest) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('import' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('cleanup' as const), tagPattern: fc.constantFrom(undefined, 'sha.*', '1') }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

  async function take(store: OpenedStore, archive: string, one: Step): Promise<void> {
    const { host } = store;
    const names = [...namesIn(store.path).keys()];
    const named = 'at' in one ? names[one.at % Math.max(1, names.length)] : undefined;
    try {
      if (one.do === 'tag') await call(host, 'tag.add', { source: one.source, reference: one.reference });
      else if (one.do === 'untag' && named !== undefined) await call(host, 'tag.remove', { references: [named] });
      else if (one.do === 'remove' && named !== undefined) {
        const plan = await call(host, 'artifact.plan-removal', { references: [named] });
        const done = await call(host, 'artifact.remove', { references: [named], force: one.force });
        expect([done.freedBytes, done.blobCount]).toEqual([plan.freedBytes, plan.blobCount]);
        expect(namesIn(store.path).has(named)).toBe(false);
      } else if (one.do === 'remove-digest') await call(host, 'artifact.remove', { references: [one.digest] });
      else if (one.do === 'import') await store.importPath(archive);
      else if (one.do === 'cleanup') {
        const before = [...blobsIn(store.path).values()].reduce((sum, { length }) => sum + length, 0);
        const terms = {
          olderThanSeconds: 0,
          untagged: true,
          ...(one.tagPattern === undefined ? {} : { tagPattern: one.tagPattern }),
        };
        const { totals, measuredBytes } = await runJob(host, 'cleanup.run', terms);
        const after = [...blobsIn(store.path).values()].reduce((sum, { length }) => sum + length, 0);
        expect(measuredBytes).toBe(totals.freedBytes);
        expect(before - after).toBeLessThanOrEqual(measuredBytes);
      } else if (one.do === 'undo' && (await call(host, 'undo.show', {})) !== null) await call(host, 'undo.run', {});
    } catch (error) {
      if (!isStowageError(error)) throw error;
      expect(['reference-not-found', 'index-needs-it', 'undo-gone', 'cleanup-blocked', 'artifact-incomplete']).toContain(
        error.code,
      );
    }
  }

  it('leave a store in which every figure is right and nothing is lost from sight', { timeout: 240_000 }, async () => {
    const archive = await archiveOf([
      ...[small, large, arm, long, platforms].map(({ node }) => [node, []] as const),
      ...[signed, attested, listed].map((node) => [node, []] as const),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await withNewStore(async (store) => {
          await store.importPath(archive);
          for (const one of steps) {
            await take(store, archive, one);
            await expectInvariants(store);
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});

/** An image and an index in `app`, with what cosign keeps of them, and the same image in another repository. */
async function withSigned(use: (store: OpenedStore) => Promise<void>): Promise<void> {
  const archive = await archiveOf([
    [small.node, [`${app}:1`, `${other}:1`]],
    [platforms.node, [`${app}:many`]],
    [signed, [`${app}:${tagFor(digestOf(small), '.sig')}`]],
    [attested, [`${app}:${tagFor(digestOf(platforms), '.att')}`]],
    [listed, [`${app}:${tagFor(signed.manifest.digest, '.sbom')}`]],
  ]);
  await withStore(newPath(), async (store) => {
    await store.importPath(archive);
    await use(store);
    await expectInvariants(store);
  });
}

const sig = `${app}:${tagFor(digestOf(small), '.sig')}`;
const kindsOf = async ({ host }: OpenedStore, reference: string): Promise<readonly (readonly [string, string])[]> =>
  (await call(host, 'artifact.show', { reference })).referrerList.map(({ kind, digest }) => [kind, digest] as const);

describe('a signature under the tag of what it signs', () => {
  it('is no tag and no artifact in lists, counts and search, but a referrer with its kind', async () => {
    await withSigned(async (store) => {
      const { host } = store;
      expect(await list(store)).toEqual(['1', 'many']);
      const { items } = await call(host, 'artifact.list', { repository: app });
      expect(items.map(({ tags, referrers }) => [tags, referrers])).toEqual([
        [['1'], { signature: 1, sbom: 0, attestation: 0, other: 0 }],
        [['many'], { signature: 0, sbom: 0, attestation: 3, other: 0 }],
      ]);
      const [repository] = (await call(host, 'repository.list', { filter: app })).items;
      expect(repository).toMatchObject({ tagCount: 2, artifactCount: 2, untaggedCount: 0 });
      expect(await call(host, 'store.status', {})).toMatchObject({ tagCount: 3, artifactCount: 3, untaggedCount: 0 });
      expect(await call(host, 'search.find', { query: 'sha256-', limit: 10 })).toEqual([]);
      expect(await kindsOf(store, 'app:1')).toEqual([['signature', signed.manifest.digest]]);
      expect(await kindsOf(store, 'app:many')).toContainEqual(['attestation', attested.manifest.digest]);
      expect(await kindsOf(store, `app@${signed.manifest.digest}`)).toEqual([['sbom', listed.manifest.digest]]);
      // A platform of an index is there, too.
      const platform = `${app}:${tagFor(digestOf(large), '.sig')}`;
      await call(host, 'tag.add', { source: signed.manifest.digest, reference: platform });
      expect(await list(store)).toEqual(['1', 'many']);
      expect(await kindsOf(store, `app@${digestOf(large)}`)).toEqual([['signature', signed.manifest.digest]]);
      // In the other repository the same image is not signed.
      expect(await kindsOf(store, `${other}:1`)).toEqual([]);
      const [one] = items;
      const { referrerCount } = await call(host, 'selection.footprint', {
        artifacts: [{ repository: app, digest: one?.digest ?? '' }],
      });
      expect(referrerCount).toBe(2);
    });
  });

  it('is shown by its own name, with its tag and what it refers to, and says why it is kept', async () => {
    await withSigned(async ({ host }) => {
      const shown = await call(host, 'artifact.show', { reference: sig });
      expect([shown.digest, shown.tags, shown.subject]).toEqual([
        signed.manifest.digest,
        [tagFor(digestOf(small), '.sig')],
        digestOf(small),
      ]);
      const { status, proofs } = await call(host, 'blob.explain', { digest: signed.manifest.digest });
      expect(status).toBe('needed');
      expect(proofs.map(({ steps }) => steps.at(-1))).toContainEqual({
        role: 'referrer',
        name: signed.manifest.digest,
        platform: null,
      });
    });
  });

  it('is an artifact while what it signs is not in its repository, and deletable', async () => {
    await withNewStore(async (store) => {
      await store.importPath(await archiveOf([[signed, [sig]]]));
      expect(await list(store)).toEqual([tagFor(digestOf(small), '.sig')]);
      await store.importPath(await archiveOf([[small.node, [`${other}:1`]]]));
      expect(await list(store)).toEqual([tagFor(digestOf(small), '.sig')]);
      await call(store.host, 'tag.add', { source: `${other}:1`, reference: 'app:1' });
      expect(await list(store)).toEqual(['1']);
      await call(store.host, 'tag.remove', { references: ['app:1'] });
      // The image is still there, untagged.
      expect(await list(store)).toEqual([]);
      await expectInvariants(store);
    });
    await withNewStore(async (store) => {
      await store.importPath(await archiveOf([[signed, [sig]]]));
      const { artifacts } = await call(store.host, 'artifact.remove', { references: [sig] });
      expect(artifacts).toHaveLength(1);
      expect(blobsIn(store.path).size).toBe(0);
    });
  });

  it('may be set and removed by name; without it the signature is an untagged artifact', async () => {
    await withSigned(async (store) => {
      await call(store.host, 'tag.add', { source: sig, reference: `app:${tagFor(digestOf(platforms), '.sig')}` });
      await call(store.host, 'tag.remove', { references: [sig] });
      expect(await kindsOf(store, 'app:1')).toEqual([]);
      expect(await kindsOf(store, 'app:many')).toContainEqual(['signature', signed.manifest.digest]);
      await call(store.host, 'tag.remove', { references: [`app:${tagFor(digestOf(platforms), '.sig')}`] });
      const { items } = await call(store.host, 'artifact.list', { repository: app, show: 'untagged' });
      expect(items.map(({ digest }) => digest)).toEqual([signed.manifest.digest]);
    });
  });

  it('stays hidden with the list that clients keep of referrers, which is no referrer itself', async () => {
    await withSigned(async (store) => {
      await call(store.host, 'tag.add', { source: 'app:many', reference: `app:${tagFor(digestOf(small), '')}` });
      await call(store.host, 'tag.remove', { references: ['app:many'] });
      expect(await list(store)).toEqual(['1']);
      expect(await kindsOf(store, 'app:1')).toEqual([['signature', signed.manifest.digest]]);
    });
  });
});

describe('deleting what is signed', () => {
  it('says that the signature goes along, takes it, and gives it back', async () => {
    await withSigned(async (store) => {
      const { host } = store;
      const names = namesIn(store.path);
      await call(host, 'tag.remove', { references: [`${other}:1`] });
      await call(host, 'artifact.remove', { references: [`${other}@${digestOf(small)}`] });
      const plan = await call(host, 'artifact.plan-removal', { references: ['app:1'] });
      expect(plan.artifacts).toEqual([{ repository: app, digest: digestOf(small), tags: ['1'] }]);
      expect(plan.referrers).toContainEqual({ digest: signed.manifest.digest, subject: digestOf(small) });
      const plat = await call(host, 'artifact.remove', { references: ['app:many'] });
      expect(plat.artifacts).toHaveLength(1);
      const done = await call(host, 'artifact.remove', { references: ['app:1'] });
      expect(done.blobCount).toBeGreaterThan(0);
      expect(namesIn(store.path)).toEqual(new Map());
      expect(blobsIn(store.path).size).toBe(0);
      await call(host, 'undo.run', {});
      expect(namesIn(store.path).get(sig)).toBe(names.get(sig));
      expect(await kindsOf(store, 'app:1')).toEqual([['signature', signed.manifest.digest]]);
    });
  });

  it('in one repository leaves the signature of another', async () => {
    await withSigned(async (store) => {
      const { host } = store;
      const there = `${other}:${tagFor(digestOf(small), '.sig')}`;
      await call(host, 'tag.add', { source: sig, reference: there });
      await call(host, 'artifact.remove', { references: [`${other}:1`] });
      expect([namesIn(store.path).has(there), namesIn(store.path).has(sig)]).toEqual([false, true]);
      await call(host, 'undo.run', {});
      expect(namesIn(store.path).has(there)).toBe(true);
      const { freedBytes, artifacts } = await call(host, 'artifact.remove', { references: [there] });
      expect([freedBytes, artifacts]).toEqual([
        0,
        [{ repository: other, digest: signed.manifest.digest, tags: [tagFor(digestOf(small), '.sig')] }],
      ]);
      expect(await kindsOf(store, `${other}:1`)).toEqual([]);
      expect(await kindsOf(store, 'app:1')).toEqual([['signature', signed.manifest.digest]]);
    });
  });

  it('is refused while the signature is locked, and so is cleanup', async () => {
    await withSigned(async ({ host }) => {
      await call(host, 'lock.set', { reference: sig, deleteEnabled: false });
      await expect(call(host, 'artifact.remove', { references: ['app:1'] })).rejects.toThrowError(
        expect.objectContaining({ code: 'locked' }),
      );
      const terms = { olderThanSeconds: 0, untagged: true, tagPattern: '.*' };
      const { groups } = await call(host, 'cleanup.plan', terms);
      const chosen = groups.flatMap(({ items }) => items.map(({ repository, digest }) => `${repository}@${digest}`));
      expect(chosen.toSorted()).toEqual([`${app}@${digestOf(platforms)}`, `${other}@${digestOf(small)}`]);
    });
  });
});

it('a lock that keeps a signature from being read holds, and one on what it signs, too', async () => {
  await withSigned(async ({ host }) => {
    const read = async (reference: string): Promise<unknown> => await call(host, 'manifest.read', { reference });
    await read(sig);
    for (const reference of [sig, 'app:1']) {
      await call(host, 'lock.set', { reference, readEnabled: false });
      await expect(read(sig)).rejects.toThrowError(expect.objectContaining({ code: 'locked' }));
      await call(host, 'lock.set', { reference, readEnabled: true });
    }
  });
});

describe('cleanup', () => {
  it('never picks signatures, and they do not count among those to keep', async () => {
    await withSigned(async (store) => {
      const { host } = store;
      const untagged = await call(host, 'cleanup.plan', { olderThanSeconds: 0, untagged: true });
      expect(untagged.groups).toEqual([]);
      const byPattern = await call(host, 'cleanup.plan', { olderThanSeconds: 0, untagged: true, tagPattern: 'sha256-.*' });
      expect(byPattern.groups).toEqual([]);
      const keeping = { olderThanSeconds: 0, untagged: true, tagPattern: '.*', keep: 2, repositories: [app] };
      expect((await call(host, 'cleanup.plan', keeping)).groups).toEqual([]);
      await runJob(host, 'cleanup.run', { ...keeping, keep: 0 });
      expect([...namesIn(store.path).keys()]).toEqual([`${other}:1`]);
      expect(blobsIn(store.path).has(signed.manifest.digest)).toBe(false);
    });
  });
});

describe('an export of what is signed', () => {
  it.for(['oci', 'dir'] as const)('as %s has the signature under its name, and it comes in as one again', async (profile) => {
    await withSigned(async (store) => {
      const target = newPath();
      await store.exportTo(target, { references: ['app:1'], profile });
      await withNewStore(async (copy) => {
        await copy.importPath(target);
        expect([...namesIn(copy.path)]).toEqual(
          [
            [`${app}:1`, digestOf(small)],
            [sig, signed.manifest.digest],
            [`${app}:${tagFor(signed.manifest.digest, '.sbom')}`, listed.manifest.digest],
          ].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
        );
        expect(await list(copy)).toEqual(['1']);
        await expectInvariants(copy);
      });
      const without = await store.exportTo(newPath(), { references: ['app:1'], profile, withReferrers: false });
      expect(without.warnings).toContainEqual({
        code: 'referrer-left-out',
        params: { image: digestOf(small), digest: signed.manifest.digest },
      });
    });
  });

  it('for docker, which takes everything listed for an image, says that it is left behind', async () => {
    await withSigned(async (store) => {
      const { warnings } = await store.exportTo(newPath(), { references: ['app:1'] });
      expect(warnings).toContainEqual({
        code: 'referrer-left-out',
        params: { image: digestOf(small), digest: signed.manifest.digest },
      });
    });
  });
});

it('a copy to another store takes the signature along under its name', async () => {
  await withSigned(async ({ host }) => {
    const to = newPath();
    const { references } = await runJob(host, 'store.copy', {
      folder: host.picks.offer({ kind: 'path', path: to }),
      references: ['app:1'],
    });
    expect(references).toEqual([`${app}:1`]);
    await withStore(to, async (copy) => {
      expect(namesIn(copy.path).get(sig)).toBe(signed.manifest.digest);
      expect(await list(copy)).toEqual(['1']);
      expect(await kindsOf(copy, 'app:1')).toEqual([['signature', signed.manifest.digest]]);
      await expectInvariants(copy);
    });
  });
});

it('a real archive of cosign, tagged as cosign tags in a registry, is one signed image', async () => {
  const image = 'sha256:f40cc75e50e701ae515c325fea338d05994c92bccd1fd7a1127c4abefe3c8eea';
  const made = 'sha256:284574a76b483a5ca967b0d66ca0f1195c6f259471e1da0d4af6a72cdafd0fc7';
  await withNewStore(async (store) => {
    await store.importPath(join(archiveFolder, 'cosign-3.1', 'save'));
    await call(store.host, 'tag.add', { source: image, reference: 'app:1' });
    await call(store.host, 'tag.add', { source: made, reference: `app:${tagFor(image, '.sig')}` });
    const { items } = await call(store.host, 'artifact.list', {});
    expect(items.map(({ digest, tags, referrers }) => [digest, tags, referrers.signature])).toEqual([[image, ['1'], 1]]);
    expect(await kindsOf(store, 'app:1')).toEqual([['signature', made]]);
    await expectInvariants(store);
    await call(store.host, 'artifact.remove', { references: ['app:1'] });
    expect(blobsIn(store.path).size).toBe(0);
  });
});
