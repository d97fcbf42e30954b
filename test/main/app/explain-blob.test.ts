// Room test/main/app: the proofs of why a blob is kept, against a walk over the files that shares nothing with the catalogue.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { artifactsOf, filling, fillStore } from '../../support/filled-store.ts';
import { writeImages } from '../../support/small-archive.ts';
import { blobsIn, type OpenedStore, temporaryFolder, withStore } from '../opened-store.ts';

interface Document {
  readonly subject?: { readonly digest: string };
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[] | null;
  readonly manifests?: readonly { readonly digest: string }[] | null;
}

/** What each blob hangs on, by digest: the documents that list it, and the subject it is about. */
function containersOf(blobs: ReadonlyMap<string, Buffer>, live: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const containers = new Map<string, Set<string>>();
  const add = (digest: string, container: string): void =>
    void containers.set(digest, (containers.get(digest) ?? new Set()).add(container));
  for (const digest of live) {
    const bytes = blobs.get(digest);
    if (bytes === undefined) continue;
    const document = JSON.parse(bytes.toString()) as Document;
    for (const part of [document.config, ...(document.layers ?? []), ...(document.manifests ?? [])])
      if (part !== undefined) add(part.digest, digest);
    if (document.subject !== undefined && live.has(document.subject.digest)) add(digest, document.subject.digest);
  }
  return containers;
}

const claimsOf = (artifacts: readonly ArtifactSummary[], digest: string): readonly string[] =>
  artifacts
    .filter((artifact) => artifact.digest === digest)
    .flatMap(({ repository, tags }) =>
      tags.length === 0 ? [repository === null ? digest : `${repository}@${digest}`] : tags.map((tag) => `${repository}:${tag}`),
    );

async function withFolder(use: (store: OpenedStore, folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  try {
    await withStore(join(folder, 'store'), async (store) => await use(store, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('every chain of a proof can be followed in the files, and all there are are counted', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(filling, async (wanted) => {
      await withFolder(async (store, folder) => {
        await fillStore(store, wanted, folder);
        const blobs = blobsIn(store.path);
        const artifacts = await artifactsOf(store);
        const manifests = new Set<string>();
        for (const [digest, bytes] of blobs) if (/"(layers|manifests)":/.test(bytes.toString())) manifests.add(digest);
        const containers = containersOf(blobs, manifests);
        const count = (digest: string): number =>
          claimsOf(artifacts, digest).length + [...(containers.get(digest) ?? [])].reduce((sum, each) => sum + count(each), 0);
        for (const [digest, bytes] of blobs) {
          const told = await call(store.host, 'blob.explain', { digest });
          expect(told).toMatchObject({ digest, status: 'needed', sizeBytes: bytes.length, proofCount: count(digest) });
          expect(told.proofs).toHaveLength(Math.min(20, told.proofCount));
          expect(new Set(told.proofs.map((proof) => JSON.stringify(proof))).size).toBe(told.proofs.length);
          expect(told.addedAt).not.toBeNull();
          for (const { steps } of told.proofs) {
            const [top, ...path] = steps.map(({ name }) => name);
            expect(claimsOf(artifacts, path[0] ?? '')).toContain(top);
            expect(path.at(-1)).toBe(digest);
            path.slice(1).forEach((next, at) => expect([...(containers.get(next) ?? [])]).toContain(path[at]));
          }
        }
      });
    }),
    { numRuns: 15 },
  );
});

it('names each step: tag, index, manifest with its platform, layer', async () => {
  await withFolder(async (store, folder) => {
    await store.importPath(await writeImages(folder, 'app.tar', { 'app:1': ['base'] }));
    const { digest, image } = await call(store.host, 'artifact.show', { reference: 'app:1' });
    const [layer] = image?.layers ?? [];
    const told = await call(store.host, 'blob.explain', { digest: layer?.digest.slice(7, 17) ?? '' });
    expect(told.mediaType).toBe(layer?.mediaType);
    expect(told.proofs).toEqual([
      {
        steps: [
          { role: 'tag', name: 'docker.io/library/app:1', platform: null },
          { role: 'manifest', name: digest, platform: 'linux/amd64' },
          { role: 'layer', name: layer?.digest, platform: null },
        ],
      },
    ]);
  });
});

it('what nothing needs is told as such, but for running work, and what is unknown is refused', async () => {
  await withFolder(async (store, folder) => {
    await store.importPath(await writeImages(folder, 'app.tar', { 'app:1': ['base'], 'app:2': ['two'] }));
    const { digest } = await call(store.host, 'artifact.show', { reference: 'app:1' });
    const own = Store.open(store.path, 'cli', 'existing');
    const work = own.startWork('export');
    work.hold([digest]);
    await call(store.host, 'artifact.remove', { references: ['app:1'] });
    expect(await call(store.host, 'blob.explain', { digest })).toMatchObject({
      status: 'needed',
      proofs: [{ steps: [{ role: 'lease', name: 'export' }] }],
    });
    work.release();
    own.close();
    expect(await call(store.host, 'blob.explain', { digest })).toMatchObject({ status: 'not-needed', proofs: [], proofCount: 0 });
    for (const unknown of ['sha256:12345678', '123', 'x', `sha256:${'0'.repeat(64)}`])
      await expect(call(store.host, 'blob.explain', { digest: unknown })).rejects.toMatchObject({ code: 'blob-not-found' });
  });
});
