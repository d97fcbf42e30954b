// Tests of main/archive/read.ts: the union of index.json and manifest.json.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallImage } from '../../build/hostile-base.ts';
import { buildIndex } from '../../build/image.ts';
import { containerdExport } from '../../build/producers-oci.ts';
import { tarOf } from '../../build/tar.ts';
import { temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an image that stands alone and in an index', () => {
  it.for(['index first', 'image first'])('keeps each name where index.json has it (%s)', async (order) => {
    const image = await smallImage('shared');
    const index = buildIndex({ children: [image] });
    const roots = [
      { node: index, names: ['registry.example.com/a/index:1'], referrers: [] },
      { node: image, names: ['registry.example.com/a/image:1'], referrers: [] },
    ];
    const path = join(folder, `${order}.tar`);
    const { entries } = containerdExport(order === 'index first' ? roots : roots.toReversed());
    writeFileSync(path, await tarOf(entries));
    await withNewStore(async (store) => {
      const artifacts = (await store.importPath(path)).archives.flatMap((part) => part.artifacts);
      const named = artifacts.map(({ digest, references }) => [digest, references]);
      expect(Object.fromEntries(named)).toEqual({
        [index.manifest.digest]: ['registry.example.com/a/index:1'],
        [image.manifest.digest]: ['registry.example.com/a/image:1'],
      });
    });
  });
});
