// Room test/main/catalog: the map of the store: every byte on disk stands in exactly one leaf.

import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import type { UsageNode } from '../../../preload/contract/model.ts';
import { artifactsOf, filling, fillStore } from '../../support/filled-store.ts';
import { blobsIn, type OpenedStore, withNewStore } from '../opened-store.ts';

function* nodesOf(node: UsageNode): Generator<UsageNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

function sum(nodes: readonly UsageNode[], figure: 'sizeBytes' | 'artifactCount'): number {
  return nodes.reduce((total, node) => total + node[figure], 0);
}

async function withFilled(content: Parameters<typeof fillStore>[1], use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    await fillStore(store, content, join(store.path, '..'));
    await use(store);
  });
}

function figures(list: readonly { readonly repository: string | null; readonly bytes: number }[]): readonly string[] {
  return list.map((entry) => JSON.stringify(entry)).toSorted();
}

/** A blob that nothing needs, as a tool that was killed leaves it. */
function addOrphan(store: OpenedStore, text: string): void {
  const hex = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(store.path, 'blobs/sha256', hex), text);
}

describe('usage.map', () => {
  it('adds up: its leaves to the bytes on disk, each node to its children', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, fc.array(fc.string({ maxLength: 50 }), { maxLength: 2 }), async (content, orphans) => {
        await withFilled(content, async (store) => {
          for (const text of orphans) addOrphan(store, text);
          const map = await call(store.host, 'usage.map', {});
          const nodes = [...nodesOf(map)];
          for (const node of nodes) {
            expect(node.sizeBytes).toBeGreaterThanOrEqual(0);
            if (node.children.length === 0) continue;
            expect(sum(node.children, 'sizeBytes')).toBe(node.sizeBytes);
            expect(sum(node.children, 'artifactCount')).toBe(node.artifactCount);
          }
          const leaves = nodes.filter((node) => node.children.length === 0);
          const onDisk = [...blobsIn(store.path).values()].reduce((total, blob) => total + blob.length, 0);
          expect(sum(leaves, 'sizeBytes')).toBe(onDisk);
          expect(map.artifactCount).toBe((await artifactsOf(store)).length);
          expect(new Set(nodes.map((node) => node.id)).size).toBe(nodes.length);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('agrees with the list of repositories, one by one', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, async (content) => {
        await withFilled(content, async (store) => {
          const nodes = [...nodesOf(await call(store.host, 'usage.map', {}))].filter((node) => node.kind === 'repository');
          const usage = await call(store.host, 'usage.show', {});
          expect(figures(nodes.map(({ repository, sizeBytes }) => ({ repository, bytes: sizeBytes })))).toEqual(
            figures(usage.repositories.map(({ repository, uniqueBytes }) => ({ repository, bytes: uniqueBytes }))),
          );
        });
      }),
      { numRuns: 10 },
    );
  });

  it('groups repositories by all but the last part of their familiar name', async () => {
    const names = ['docker.io/library/a:1', 'docker.io/team/b:1', 'registry.example.com:5000/team/deep/c:1'];
    const roots = names.map((name, at) => ({ at, names: [name] }));
    await withFilled({ imports: [{ producer: 'hybrid', roots }], untag: [] }, async (store) => {
      const map = await call(store.host, 'usage.map', {});
      const groups = map.children.filter((node) => node.kind === 'namespace');
      expect(groups.map((node) => [node.label, node.children.map((child) => child.label)])).toEqual([
        ['', ['a']],
        ['team', ['b']],
        ['registry.example.com:5000/team/deep', ['c']],
      ]);
    });
  });

  it('shows bytes of a lost blob nowhere', async () => {
    await withFilled({ imports: [{ producer: 'hybrid', roots: [{ at: 0, names: ['a:1'] }] }], untag: [] }, async (store) => {
      const before = await call(store.host, 'usage.map', {});
      const [digest, bytes] = [...blobsIn(store.path)].toSorted(([, left], [, right]) => right.length - left.length)[0] ?? [];
      rmSync(join(store.path, 'blobs', digest?.replace(':', '/') ?? ''));
      expect((await call(store.host, 'usage.map', {})).sizeBytes).toBe(before.sizeBytes - (bytes?.length ?? 0));
    });
  });
});
