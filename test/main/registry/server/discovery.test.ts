// Tests of the distribution spec's chapters "Content Discovery" and "Content Management" over HTTP: tags, referrers, the
// catalog of Docker's registry, and what can be deleted.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { call } from '../../../../main/host/client.ts';
import { blobOf } from '../../../build/image.ts';
import { blobsIn, namesIn } from '../../opened-store.ts';
import { ociIndex, ociManifest, type ServedRegistry, type SmallImage, smallImage, withRegistry } from './served-registry.ts';

interface Referrers {
  readonly mediaType: string;
  readonly manifests: readonly { readonly digest: string; readonly artifactType?: string; readonly annotations?: object }[];
}

async function json<Value>(registry: ServedRegistry, path: string): Promise<Value> {
  return JSON.parse(String((await registry.ask('GET', path)).body)) as Value;
}

/** Follows the links from page to page. */
async function pages(registry: ServedRegistry, first: string, key: string): Promise<readonly (readonly string[])[]> {
  const all: (readonly string[])[] = [];
  for (let path: string | undefined = first; path !== undefined; ) {
    const { headers, body }: Awaited<ReturnType<ServedRegistry['ask']>> = await registry.ask('GET', path);
    all.push((JSON.parse(String(body)) as Record<string, readonly string[]>)[key] ?? []);
    path = /^<([^>]+)>; rel="next"$/.exec(String(headers.link ?? ''))?.[1];
  }
  return all;
}

async function pushReferrer(registry: ServedRegistry, name: string, subject: SmallImage, more: object): Promise<SmallImage> {
  const { digest, bytes } = subject.manifest;
  const image = smallImage(JSON.stringify(more), { subject: { mediaType: ociManifest, digest, size: bytes.length }, ...more });
  for (const blob of [image.config, image.layer]) await registry.pushBlob(name, blob);
  await registry.putManifest(name, image.manifest.digest, image.manifest.bytes);
  return image;
}

it('lists tags in the order of their bytes, in pages of any size, each once', async () => {
  await withRegistry(async (registry) => {
    const tags = ['10', '9', 'B', 'a', 'b', 'v1', 'v1.0'];
    for (const tag of tags.toReversed()) await registry.pushImage('team/app', tag, 'layer');
    expect(await json(registry, '/v2/team/app/tags/list')).toEqual({ name: 'team/app', tags });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (n) => {
        const found = await pages(registry, `/v2/team/app/tags/list?n=${n}`, 'tags');
        expect(found.flat()).toEqual(tags);
        for (const page of found) expect(page.length).toBeLessThanOrEqual(n);
      }),
      { numRuns: 9 },
    );
    expect(await json(registry, '/v2/team/app/tags/list?last=a&n=2')).toEqual({ name: 'team/app', tags: ['b', 'v1'] });
    const mirrored = await registry.ask('GET', '/v2/team/app/tags/list?n=1&ns=docker.io');
    expect(mirrored.headers.link).toBe('</v2/team/app/tags/list?n=1&ns=docker.io&last=10>; rel="next"');
    expect(await json(registry, '/v2/team/app/tags/list?last=zz')).toEqual({ name: 'team/app', tags: [] });
    expect((await registry.ask('GET', '/v2/team/app/tags/list?n=0')).headers.link).toBeUndefined();
    expect(await registry.refusal('GET', '/v2/team/app/tags/list?n=x')).toEqual([400, 'UNSUPPORTED']);
  });
});

it('shows clients the tags that cosign makes, and gives what stands there, though people see a referrer', async () => {
  await withRegistry(async (registry) => {
    const image = await registry.pushImage('library/app', 'v1', 'layer');
    const tag = `${image.manifest.digest.replace(':', '-')}.sig`;
    const signature = await registry.pushImage('library/app', tag, 'signed');
    expect(await json(registry, '/v2/library/app/tags/list')).toEqual({ name: 'library/app', tags: [tag, 'v1'] });
    const { status, headers, body } = await registry.ask('GET', `/v2/library/app/manifests/${tag}`);
    expect([status, headers['docker-content-digest'], body]).toEqual([200, signature.manifest.digest, signature.manifest.bytes]);
    expect((await registry.ask('HEAD', `/v2/library/app/blobs/${signature.layer.digest}`)).status).toBe(200);
    // It says nothing of a subject itself, and the API is about what does.
    expect((await json<Referrers>(registry, `/v2/library/app/referrers/${image.manifest.digest}`)).manifests).toEqual([]);
    const { items } = await call(registry.opened.host, 'artifact.list', {});
    expect(items.map(({ tags, referrers }) => [tags, referrers.signature])).toEqual([[['v1'], 1]]);
    expect((await registry.ask('DELETE', `/v2/library/app/manifests/${image.manifest.digest}`)).status).toBe(202);
    expect([namesIn(registry.store).size, blobsIn(registry.store).size]).toEqual([0, 0]);
  });
});

it('lists repositories by the name they are pulled with', async () => {
  await withRegistry(async (registry) => {
    for (const name of ['team/app', 'library/alpine', 'ghcr.io/team/other']) await registry.pushImage(name, 'v1', 'layer');
    const names = ['alpine', 'ghcr.io/team/other', 'team/app'];
    expect(await json(registry, '/v2/_catalog')).toEqual({ repositories: names });
    expect(await pages(registry, '/v2/_catalog?n=1', 'repositories')).toEqual(names.map((name) => [name]));
  });
});

it('lists referrers with type and annotations, by type where asked, and none as an empty index', async () => {
  await withRegistry(async (registry) => {
    const subject = await registry.pushImage('team/app', 'v1', 'layer');
    const sbom = await pushReferrer(registry, 'team/app', subject, { artifactType: 'text/sbom', annotations: { by: 'us' } });
    const plain = await pushReferrer(registry, 'team/app', subject, {});
    const path = `/v2/team/app/referrers/${subject.manifest.digest}`;
    const all = await registry.ask('GET', path);
    expect([all.status, all.headers['content-type'], all.headers['oci-filters-applied']]).toEqual([200, ociIndex, undefined]);
    const { mediaType, manifests } = JSON.parse(String(all.body)) as Referrers;
    expect(mediaType).toBe(ociIndex);
    expect(new Map(manifests.map(({ digest, artifactType }) => [digest, artifactType]))).toEqual(
      new Map([
        [sbom.manifest.digest, 'text/sbom'],
        [plain.manifest.digest, 'application/vnd.oci.image.config.v1+json'],
      ]),
    );
    const filtered = await registry.ask('GET', `${path}?artifactType=text/sbom`);
    expect(filtered.headers['oci-filters-applied']).toBe('artifactType');
    expect((JSON.parse(String(filtered.body)) as Referrers).manifests).toEqual([
      expect.objectContaining({ digest: sbom.manifest.digest, annotations: { by: 'us' } }),
    ]);
    expect(await json(registry, `/v2/team/app/referrers/${blobOf('nobody').digest}`)).toMatchObject({ manifests: [] });
    expect(await registry.refusal('GET', '/v2/team/app/referrers/none')).toEqual([400, 'DIGEST_INVALID']);
  });
});

it('lists nothing that a lock hides or keeps from being read', async () => {
  await withRegistry(async (registry) => {
    const { host } = registry.opened;
    const subject = await registry.pushImage('team/app', 'v1', 'layer');
    const referrers = [
      await pushReferrer(registry, 'team/app', subject, { annotations: { at: '1' } }),
      await pushReferrer(registry, 'team/app', subject, { annotations: { at: '2' } }),
      await pushReferrer(registry, 'team/app', subject, { annotations: { at: '3' } }),
    ].map(({ manifest }) => manifest);
    for (const [at, { bytes }] of referrers.entries()) await registry.putManifest('team/app', `s${at}`, bytes);
    const listed = async (): Promise<readonly string[]> => {
      const { manifests } = await json<Referrers>(registry, `/v2/team/app/referrers/${subject.manifest.digest}`);
      return manifests.map(({ digest }) => digest);
    };
    expect((await listed()).toSorted()).toEqual(referrers.map(({ digest }) => digest).toSorted());
    await call(host, 'lock.set', { reference: `team/app@${referrers[0]?.digest}`, listEnabled: false });
    await call(host, 'lock.set', { reference: `team/app@${referrers[1]?.digest}`, readEnabled: false });
    expect(await listed()).toEqual([referrers[2]?.digest]);
    await registry.putManifest('team/app', 'v2', subject.manifest.bytes);
    await call(host, 'lock.set', { reference: 'team/app:v2', listEnabled: false });
    expect(await json(registry, '/v2/team/app/tags/list')).toEqual({ name: 'team/app', tags: ['s1', 's2', 'v1'] });
    await call(host, 'lock.set', { reference: 'team/app', listEnabled: false });
    expect(await json(registry, '/v2/_catalog')).toEqual({ repositories: [] });
    expect(await registry.refusal('GET', '/v2/team/app/tags/list')).toEqual([404, 'NAME_UNKNOWN']);
    expect(await listed()).toEqual([]);
  });
});

it('lists referrers of a subject that is not there yet', async () => {
  await withRegistry(async (registry) => {
    const subject = smallImage('later');
    const { manifest } = await pushReferrer(registry, 'team/app', subject, {});
    expect(await json(registry, `/v2/team/app/referrers/${subject.manifest.digest}`)).toMatchObject({
      manifests: [{ digest: manifest.digest }],
    });
  });
});

it('deletes a tag and leaves the artifact', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'layer');
    expect((await registry.ask('DELETE', '/v2/team/app/manifests/v1')).status).toBe(202);
    expect(await registry.refusal('GET', '/v2/team/app/manifests/v1')).toEqual([404, 'MANIFEST_UNKNOWN']);
    expect((await registry.ask('GET', `/v2/team/app/manifests/${manifest.digest}`)).status).toBe(200);
    expect(await registry.refusal('DELETE', '/v2/team/app/manifests/v1')).toEqual([404, 'MANIFEST_UNKNOWN']);
  });
});

it('deletes an artifact with its tags, its blobs and what refers to it; undo brings all of it back', async () => {
  await withRegistry(async (registry) => {
    const subject = await registry.pushImage('team/app', 'v1', 'layer');
    await registry.putManifest('team/app', 'v2', subject.manifest.bytes);
    await pushReferrer(registry, 'team/app', subject, {});
    const before = [...blobsIn(registry.store).keys()].toSorted();
    expect((await registry.ask('DELETE', `/v2/team/app/manifests/${subject.manifest.digest}`)).status).toBe(202);
    expect([blobsIn(registry.store).size, namesIn(registry.store).size]).toEqual([0, 0]);
    await call(registry.opened.host, 'undo.run', {});
    expect([...blobsIn(registry.store).keys()].toSorted()).toEqual(before);
    expect([...namesIn(registry.store).keys()]).toEqual(['docker.io/team/app:v1', 'docker.io/team/app:v2']);
    expect((await registry.ask('GET', '/v2/team/app/manifests/v1')).body).toEqual(subject.manifest.bytes);
  });
});

it('deletes a referrer alone', async () => {
  await withRegistry(async (registry) => {
    const subject = await registry.pushImage('team/app', 'v1', 'layer');
    const { manifest } = await pushReferrer(registry, 'team/app', subject, {});
    expect((await registry.ask('DELETE', `/v2/team/app/manifests/${manifest.digest}`)).status).toBe(202);
    expect(await json(registry, `/v2/team/app/referrers/${subject.manifest.digest}`)).toMatchObject({ manifests: [] });
    expect((await registry.ask('GET', '/v2/team/app/manifests/v1')).status).toBe(200);
  });
});

it('deletes no part of an index, no artifact under a lock, and no blob that is needed', async () => {
  await withRegistry(async (registry) => {
    const { manifest, layer } = await registry.pushImage('team/app', 'v1', 'layer');
    const child = { mediaType: ociManifest, digest: manifest.digest, size: manifest.bytes.length };
    const index = blobOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [child] });
    await registry.putManifest('team/app', 'all', index.bytes, ociIndex);
    expect(await registry.refusal('DELETE', `/v2/team/app/manifests/${manifest.digest}`)).toEqual([409, 'DENIED']);
    expect(await registry.refusal('DELETE', `/v2/team/app/blobs/${layer.digest}`)).toEqual([405, 'UNSUPPORTED']);
    await call(registry.opened.host, 'lock.set', { reference: 'team/app:all', deleteEnabled: false });
    expect(await registry.refusal('DELETE', `/v2/team/app/manifests/${index.digest}`)).toEqual([409, 'DENIED']);
    expect(await registry.refusal('DELETE', '/v2/team/app/manifests/all')).toEqual([409, 'DENIED']);
  });
});

it('deletes a blob that nothing needs', async () => {
  await withRegistry(async (registry) => {
    const blob = blobOf('alone');
    await registry.pushBlob('team/app', blob);
    expect((await registry.ask('DELETE', `/v2/team/app/blobs/${blob.digest}`)).status).toBe(202);
    expect(await registry.refusal('GET', `/v2/team/app/blobs/${blob.digest}`)).toEqual([404, 'BLOB_UNKNOWN']);
    expect(await registry.refusal('DELETE', `/v2/team/app/blobs/${blob.digest}`)).toEqual([404, 'BLOB_UNKNOWN']);
  });
});
