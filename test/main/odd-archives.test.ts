// Room test/main: odd but right archives come in with nothing lost, from a file and from a stream alike, and a second time
// without a byte written. A dry run before says the same.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runJob } from '../../main/host/client.ts';
import type { ImportReport } from '../../preload/contract/transfer-model.ts';
import { type Wrapper, wrap } from '../build/archive.ts';
import { type Oddity, oddities } from '../build/oddities.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, temporaryFolder, withNewStore } from './opened-store.ts';
import { outcomeOf } from './outcome.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

function written(bytes: Buffer): string {
  const path = join(folder, String(++serial));
  writeFileSync(path, bytes);
  return path;
}

const artifactsOf = (report: ImportReport) => report.archives.flatMap((archive) => archive.artifacts);

async function expectWhole(odd: Oddity, wrapper: Wrapper): Promise<readonly (string | null)[]> {
  return await withNewStore(async (store) => {
    const path = written(wrap(odd.tar, wrapper));
    const planned = outcomeOf(
      await runJob(store.host, 'archive.plan', { picks: [store.host.picks.offer({ kind: 'path', path })] }),
    );
    expect(planned.refusals, `planned ${odd.name}: ${planned.text}`).toEqual([]);
    const report = await store.importPath(path);
    const outcome = outcomeOf(report);
    expect(outcome.refusals, `${odd.name}: ${outcome.text}`).toEqual([]);
    expect(outcome.warnings.toSorted()).toEqual([...odd.warnings].toSorted());
    expect(planned.warnings).toEqual(outcome.warnings);
    expect([...namesIn(store.path).keys()].toSorted()).toEqual([...odd.references].toSorted());
    const artifacts = artifactsOf(report);
    const configs = artifacts.flatMap((artifact) => artifact.images.flatMap((image) => image.configDigest ?? []));
    expect(configs.toSorted()).toEqual([...odd.configs].toSorted());
    const blobs = blobsIn(store.path);
    for (const digest of [...odd.configs, ...artifacts.map((artifact) => artifact.digest ?? '')])
      expect(blobs.has(digest)).toBe(true);
    expect(leftoversIn(store.path)).toEqual([]);
    const before = filesOf(store.path);
    const again = await store.importPath(path);
    expect({ refusals: outcomeOf(again).refusals, newBytes: again.newBytes }).toEqual({ refusals: [], newBytes: 0 });
    expect(filesOf(store.path)).toEqual(before);
    return artifacts.map((artifact) => artifact.digest);
  });
}

it.for(await oddities())('$name: comes in whole from a file and the same from a stream', async (odd) => {
  const fromFile = await expectWhole(odd, 'none');
  expect(await expectWhole(odd, 'gzip-members')).toEqual(fromFile);
});
