// Feature storage: places the tiles of the map. Siblings keep the order in which they were first seen, and rows stay as they were while
// the same parts are drawn, so that a change of the store moves edges, not tiles.
import { type HierarchyNode, type HierarchyRectangularNode, hierarchy, treemap, treemapResquarify } from 'd3-hierarchy';
import type { MapRegion, MapTile } from './map-tree.ts';

export interface Box {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PlacedTile extends Box {
  readonly tile: MapTile;
}

export interface PlacedRegion extends Box {
  readonly region: MapRegion;
  readonly hasHeading: boolean;
}

export interface PlacedMap {
  readonly regions: readonly PlacedRegion[];
  readonly tiles: readonly PlacedTile[];
}

interface Part {
  readonly id: string;
  readonly sizeBytes: number;
  readonly region?: MapRegion;
  readonly tile?: MapTile;
  readonly children: readonly Part[];
}

const headingPx = 21;
const gapsPx = [5, 2, 1];

export class MapLayout {
  readonly #seen = new Map<string, number>();
  #root: HierarchyNode<Part> | undefined;
  #parts = '';

  place(regions: readonly MapRegion[], widthPx: number, heightPx: number): PlacedMap {
    const root = this.#hierarchyOf(this.#ordered(regions));
    const placed = treemap<Part>()
      .tile(treemapResquarify)
      .size([widthPx, heightPx])
      .round(true)
      .paddingInner(({ depth }) => gapsPx[depth] ?? 1)
      .paddingTop((node) => (hasHeading(node) ? headingPx : 0))(root);
    const nodes = placed.descendants();
    return {
      regions: nodes.flatMap((node) => {
        const { region } = node.data;
        return region === undefined ? [] : [{ region, hasHeading: hasHeading(node), ...boxOf(node, widthPx, heightPx) }];
      }),
      tiles: nodes.flatMap((node) => {
        const { tile } = node.data;
        const box = boxOf(node, widthPx, heightPx);
        return tile === undefined || box.widthPx < 1 || box.heightPx < 1 ? [] : [{ tile, ...box }];
      }),
    };
  }

  /** The biggest first when first seen; later ones behind those that are known. */
  #ordered(regions: readonly MapRegion[]): Part {
    const inOrder = (parts: readonly Part[]): readonly Part[] => {
      for (const { id } of parts.toSorted((a, b) => b.sizeBytes - a.sizeBytes))
        if (!this.#seen.has(id)) this.#seen.set(id, this.#seen.size);
      return parts.toSorted((a, b) => (this.#seen.get(a.id) ?? 0) - (this.#seen.get(b.id) ?? 0));
    };
    const children = inOrder(
      regions.map((region) => {
        const groups = inOrder(
          region.groups.map(({ id, tiles }) => ({
            id,
            sizeBytes: tiles.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
            children: tiles.map((tile) => ({ id: tile.id, sizeBytes: tile.sizeBytes, tile, children: [] })),
          })),
        );
        return { id: region.id, sizeBytes: region.sizeBytes, region, children: groups };
      }),
    );
    return { id: '', sizeBytes: 0, children };
  }

  #hierarchyOf(part: Part): HierarchyNode<Part> {
    const fresh = hierarchy<Part>(part, ({ children }) => children);
    const ids = fresh
      .descendants()
      .map(({ data, depth }) => `${depth}${data.id}`)
      .join('\n');
    const known = this.#root;
    if (known === undefined || ids !== this.#parts) this.#root = fresh;
    else {
      // The rows chosen before hang on the nodes: these stay, and only what they stand for is new.
      const now = fresh.descendants();
      for (const [at, node] of known.descendants().entries()) node.data = now[at]?.data ?? node.data;
    }
    this.#parts = ids;
    return (this.#root ?? fresh).sum(({ tile }) => tile?.sizeBytes ?? 0);
  }
}

function hasHeading({ data, x0, x1, y0, y1 }: HierarchyRectangularNode<Part>): boolean {
  return data.region !== undefined && data.region.label !== '' && x1 - x0 >= 44 && y1 - y0 >= 44;
}

/** Gaps are as wide as ever where there is no room for them: what they push out of the map is cut off. */
function boxOf({ x0, x1, y0, y1 }: HierarchyRectangularNode<Part>, widthPx: number, heightPx: number): Box {
  const leftPx = Math.min(x0, widthPx);
  const topPx = Math.min(y0, heightPx);
  return { leftPx, topPx, widthPx: Math.min(x1, widthPx) - leftPx, heightPx: Math.min(y1, heightPx) - topPx };
}

/** The nearest tile from `from` in the direction of an arrow key. */
export function neighbour(tiles: readonly PlacedTile[], from: PlacedTile, key: string): PlacedTile | undefined {
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  const centre = ({ leftPx, topPx, widthPx, heightPx }: Box): readonly [number, number] =>
    isSideways ? [leftPx + widthPx / 2, topPx + heightPx / 2] : [topPx + heightPx / 2, leftPx + widthPx / 2];
  const [along, across] = centre(from);
  let best: PlacedTile | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const tile of tiles) {
    const [a, b] = centre(tile);
    const ahead = (a - along) * sign;
    if (tile.tile.id === from.tile.id || ahead <= 0) continue;
    // What lies straight ahead is nearer than what lies aslant.
    const distance = ahead + 2 * Math.abs(b - across);
    if (distance < least) {
      least = distance;
      best = tile;
    }
  }
  return best;
}
