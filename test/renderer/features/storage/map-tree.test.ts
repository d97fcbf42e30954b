// The map of the store: whatever is drawn, gathered or zoomed into, its tiles add up to what they stand for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageNode } from '../../../../preload/contract/model.ts';
import { MapLayout } from '../../../../renderer/features/storage/map-layout.ts';
import { type MapRegion, type MapWords, placeAt, regionsOf } from '../../../../renderer/features/storage/map-tree.ts';
import { sumsOf } from '../../../../renderer/features/storage/usage-sums.ts';

const words: MapWords = {
  noName: 'no name',
  other: 'other',
  shared: 'shared',
  sharedTile: 'shared tile',
  sharedInside: 'inside',
  orphan: 'orphan',
  orphanTile: 'orphan tile',
  repositories: (count) => `${count} repositories`,
  nameOf: ({ digest }) => digest,
};

const bytes = fc.oneof(fc.nat(40), fc.nat(1_000_000));

const store = fc
  .record({
    namespaces: fc.array(fc.array(fc.tuple(bytes, bytes), { minLength: 1, maxLength: 12 }), { maxLength: 12 }),
    nameless: fc.option(bytes, { nil: null }),
    shared: bytes,
    orphan: bytes,
  })
  .map(({ namespaces, nameless, shared, orphan }): UsageNode => {
    const own = nameless === null ? [] : [namespace('', [repository(null, nameless, 0)])];
    return group('store', 'namespace', '', null, [
      ...own,
      ...namespaces.map((list, at) =>
        namespace(
          `ns${at}`,
          list.map(([unique, inside], index) => repository(`ns${at}/app${index}`, unique, inside)),
        ),
      ),
      leaf('shared', 'shared', null, shared),
      leaf('orphan', 'orphan', null, orphan),
    ]);
  });

describe('the map of the store', () => {
  it('draws every byte once, at every zoom', () => {
    fc.assert(
      fc.property(store, (root) => {
        for (const at of placesIn(root)) {
          const { node, isRest } = placeAt(root, at);
          const regions = regionsOf(node, isRest, [], words);
          expect(drawnBytes(regions)).toBe(node.children.reduce((sum, child) => sum + child.sizeBytes, 0));
        }
      }),
    );
  });

  it('draws each part once', () => {
    fc.assert(
      fc.property(store, (root) => {
        const ids = tilesOf(regionsOf(root, false, [], words)).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('shows the whole store where a place is gone', () => {
    fc.assert(
      fc.property(store, (root) => {
        expect(placeAt(root, 'repository:gone').node).toBe(root);
      }),
    );
  });

  it('counts the same bytes in the bar as in the map', () => {
    fc.assert(
      fc.property(store, (root) => {
        const { uniqueBytes, sharedInsideBytes, sharedAcrossBytes, orphanBytes } = sumsOf(root);
        expect(uniqueBytes + sharedInsideBytes + sharedAcrossBytes + orphanBytes).toBe(root.sizeBytes);
      }),
    );
  });
});

describe('the layout of the map', () => {
  it('keeps every tile inside the room it is given', () => {
    fc.assert(
      fc.property(store, fc.integer({ min: 200, max: 1600 }), fc.integer({ min: 200, max: 1200 }), (root, widthPx, heightPx) => {
        const { tiles } = new MapLayout().place(regionsOf(root, false, [], words), widthPx, heightPx);
        for (const tile of tiles) {
          expect(tile.leftPx).toBeGreaterThanOrEqual(0);
          expect(tile.topPx).toBeGreaterThanOrEqual(0);
          expect(tile.leftPx + tile.widthPx).toBeLessThanOrEqual(widthPx);
          expect(tile.topPx + tile.heightPx).toBeLessThanOrEqual(heightPx);
        }
      }),
    );
  });

  it('keeps the order of the parts when their sizes change', () => {
    const layout = new MapLayout();
    const before = layout.place(twoParts(300, 200), 800, 400).tiles.map(({ tile }) => tile.id);
    const after = layout.place(twoParts(200, 300), 800, 400).tiles.map(({ tile }) => tile.id);
    expect(after).toEqual(before);
  });

  it('draws new sizes though the parts are the same', () => {
    const layout = new MapLayout();
    const areas = (first: number): readonly number[] =>
      layout.place(twoParts(first, 200), 800, 400).tiles.map(({ widthPx, heightPx }) => widthPx * heightPx);
    const [before = 0] = areas(300);
    const [after = 0] = areas(900);
    expect(after).toBeGreaterThan(before);
  });
});

function twoParts(first: number, second: number): readonly MapRegion[] {
  const namespaces = [namespace('a', [repository('a/x', first, 0)]), namespace('b', [repository('b/x', second, 0)])];
  return regionsOf(group('store', 'namespace', '', null, namespaces), false, [], words);
}

function placesIn(root: UsageNode): readonly string[] {
  const all = (node: UsageNode): readonly string[] =>
    node.children.length === 0 ? [] : [node.id, `rest:${node.id}`, ...node.children.flatMap(all)];
  return all(root);
}

function tilesOf(regions: readonly MapRegion[]) {
  return regions.flatMap(({ groups }) => groups.flatMap(({ tiles }) => tiles));
}

function drawnBytes(regions: readonly MapRegion[]): number {
  return tilesOf(regions).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function leaf(id: string, kind: UsageNode['kind'], repositoryName: string | null, sizeBytes: number): UsageNode {
  return { id, kind, label: '', repository: repositoryName, sizeBytes, artifactCount: 1, children: [] };
}

function repository(name: string | null, unique: number, inside: number): UsageNode {
  const id = name ?? '';
  return group(`repository:${id}`, 'repository', id.split('/').at(-1) ?? '', name, [
    leaf(`unique:${id}`, 'unique', name, unique),
    leaf(`shared-inside:${id}`, 'shared-inside', name, inside),
  ]);
}

function namespace(label: string, children: readonly UsageNode[]): UsageNode {
  return group(`namespace:${label}`, 'namespace', label, null, children);
}

function group(
  id: string,
  kind: UsageNode['kind'],
  label: string,
  repositoryName: string | null,
  children: readonly UsageNode[],
): UsageNode {
  const sum = (pick: (node: UsageNode) => number): number => children.reduce((total, node) => total + pick(node), 0);
  return {
    id,
    kind,
    label,
    repository: repositoryName,
    sizeBytes: sum((node) => node.sizeBytes),
    artifactCount: sum((node) => node.artifactCount),
    children,
  };
}
