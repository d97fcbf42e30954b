// Tests of main/archive/export-plan.ts: metadata first, blobs sorted, each blob once, names in both annotations; platforms cut
// an index; what is missing stops the export before its first byte.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ExportPlan, planExport } from '../../../main/archive/export-plan.ts';
import type { ExportOptions } from '../../../main/archive/export-tree.ts';
import { parsePlatforms } from '../../../main/archive/plan.ts';
import { type Digest, isDigest } from '../../../main/oci/digest.ts';
import { Store } from '../../../main/store/store.ts';
import { buildImage, buildIndex, type Root } from '../../build/image.ts';
import { content } from '../../build/image-arbitrary.ts';
import { containerdExport, hybrid } from '../../build/producers-oci.ts';
import { file, type TarEntry, tarOf } from '../../build/tar.ts';
import { temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

const defaults: ExportOptions = { profile: 'docker', platforms: [], withReferrers: true, allowMissing: false };

/** A store that holds what these entries hold. */
async function storeOf<Value>(entries: readonly TarEntry[], use: (store: Store) => Value): Promise<Value> {
  const place = join(folder, String(++serial));
  writeFileSync(`${place}.tar`, await tarOf(entries));
  await withStore(place, async (store) => await store.importPath(`${place}.tar`));
  const store = Store.open(place, 'cli', 'existing');
  try {
    return use(store);
  } finally {
    store.close();
  }
}

function digestOf(text: string): Digest {
  if (!isDigest(text)) throw new Error(`${text} is no digest`);
  return text;
}

const itemsOf = (roots: readonly Root[]) =>
  roots.map(({ node, names }) => ({
    digest: digestOf(node.manifest.digest),
    references: names.toSorted(),
    repositories: [],
    label: node.manifest.digest,
  }));

function documentOf(plan: ExportPlan, name: string): unknown {
  const entry = plan.entries.find((candidate) => candidate.name === name);
  if (entry === undefined || !('bytes' in entry)) throw new Error(`${name} is not in the plan`);
  return JSON.parse(entry.bytes.toString());
}

describe('planExport', () => {
  it('puts the lists first, then every blob once, sorted, whatever the order asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        content({ sha512: true }),
        fc.constantFrom('docker' as const, 'oci' as const),
        async ({ build }, profile) => {
          const roots = await build();
          await storeOf(hybrid(roots).entries, (store) => {
            const plan = planExport(store, itemsOf(roots), { ...defaults, profile });
            const names = plan.entries.map((entry) => entry.name);
            const blobs = names.filter((name) => name.startsWith('blobs/'));
            expect(names.slice(0, 2)).toEqual(['oci-layout', 'index.json']);
            expect(names.slice(-blobs.length)).toEqual([...new Set(blobs)].toSorted());
            expect(planExport(store, itemsOf(roots).toReversed(), { ...defaults, profile })).toEqual(plan);
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  const reference = 'registry.example.com/a/b:1';
  const platforms = ['linux/amd64', 'linux/arm64/v8', 'windows/amd64'];
  const index = async () => {
    const layers = [{ entries: [file('a', 'shared')], compression: 'gzip' as const }];
    const children = await Promise.all(platforms.map(async (platform) => await buildImage({ platform, layers })));
    return buildIndex({ children, attested: true });
  };

  it('names a tag by its full name in both annotations', async () => {
    const roots = [{ node: await index(), names: [reference], referrers: [] }];
    await storeOf(hybrid(roots).entries, (store) => {
      const plan = planExport(store, itemsOf(roots), defaults);
      const annotations = { 'io.containerd.image.name': reference, 'org.opencontainers.image.ref.name': reference };
      expect(documentOf(plan, 'index.json')).toMatchObject({ manifests: [{ annotations }] });
      expect(documentOf(plan, 'manifest.json')).toMatchObject([{ RepoTags: [reference] }]);
    });
  });

  it('names Docker Hub’s images in full in manifest.json too, since podman takes their familiar names for local ones', async () => {
    const roots = [{ node: await index(), names: ['docker.io/library/alpine:3'], referrers: [] }];
    await storeOf(hybrid(roots).entries, (store) => {
      const plan = planExport(store, itemsOf(roots), defaults);
      expect(documentOf(plan, 'manifest.json')).toMatchObject([{ RepoTags: ['docker.io/library/alpine:3'] }]);
    });
  });

  it('cuts an index to one platform’s image, or to an index of several, and says so', async () => {
    const node = await index();
    const roots = [{ node, names: [reference], referrers: [] }];
    await storeOf(hybrid(roots).entries, (store) => {
      const cut = (...wanted: readonly string[]): ExportPlan =>
        planExport(store, itemsOf(roots), { ...defaults, platforms: parsePlatforms(wanted) });
      expect(cut('linux/amd64').roots[0]?.digest).toBe(node.children[0]?.manifest.digest);
      const two = cut('linux/amd64', 'linux/arm64');
      const name = `blobs/${two.roots[0]?.digest.replace(':', '/')}`;
      // Each kept platform with its attestation.
      expect(documentOf(two, name)).toMatchObject({ manifests: { length: 4 } });
      expect(two.warnings).toMatchObject([{ code: 'index-pruned', params: { from: node.manifest.digest } }]);
      expect(() => cut('linux/s390x')).toThrow(expect.objectContaining({ code: 'platform-not-found' }));
    });
  });

  it('stops before the first byte where a platform is absent, unless that is allowed', async () => {
    const roots = [{ node: await index(), names: [reference], referrers: [] }];
    await storeOf(containerdExport(roots, { sparse: 'absent' }).entries, (store) => {
      expect(() => planExport(store, itemsOf(roots), defaults)).toThrow(expect.objectContaining({ code: 'artifact-incomplete' }));
      const allowed = planExport(store, itemsOf(roots), { ...defaults, allowMissing: true });
      expect(allowed.warnings.map(({ code }) => code)).toContain('blob-absent');
      const present = planExport(store, itemsOf(roots), { ...defaults, platforms: parsePlatforms(['linux/amd64']) });
      expect(present.warnings.map(({ code }) => code)).toEqual(['index-pruned']);
    });
  });
});
