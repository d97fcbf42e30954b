// Feature storage: what the map draws at one zoom: regions with a heading, and in them tiles. What is too small to be seen is gathered
// into one tile that can be zoomed into. Nothing is left out: the tiles add up to the node they stand for. Pure.
import type { ArtifactSummary, UsageNode } from '../../../preload/contract/model.ts';
import { bytesOf, namespaceLabel, repositoriesIn } from './usage-sums.ts';

/** What a tile stands for, for its details. */
export type Subject =
  | { readonly kind: 'repository'; readonly node: UsageNode }
  | { readonly kind: 'namespace'; readonly node: UsageNode }
  | { readonly kind: 'artifact'; readonly artifact: ArtifactSummary }
  | { readonly kind: 'shared' | 'orphan'; readonly node: UsageNode }
  | { readonly kind: 'rest'; readonly nodes: readonly UsageNode[]; readonly id: string };

export type TileLook = 'unique' | 'shared-inside' | 'shared' | 'orphan';

export interface MapTile {
  readonly id: string;
  readonly look: TileLook;
  readonly label: string;
  readonly sizeBytes: number;
  readonly subject: Subject;
  /** Where Enter leads: a zoom, or null where there is nothing closer. */
  readonly zoom: string | null;
}

/** Tiles that belong together: a repository's own and shared bytes. */
export interface MapGroup {
  readonly id: string;
  readonly tiles: readonly MapTile[];
}

export interface MapRegion {
  readonly id: string;
  /** Empty for a region without a heading. */
  readonly label: string;
  readonly sizeBytes: number;
  readonly zoom: string | null;
  readonly groups: readonly MapGroup[];
}

export interface MapWords {
  readonly noName: string;
  readonly other: string;
  readonly shared: string;
  readonly sharedTile: string;
  readonly sharedInside: string;
  readonly orphan: string;
  readonly orphanTile: string;
  readonly repositories: (count: number) => string;
  readonly nameOf: (artifact: ArtifactSummary) => string;
}

/** Below these shares of what is drawn, parts are gathered. */
const leastNamespace = 0.003;
const leastRepository = 0.001;
const leastGathered = 3;
const restPrefix = 'rest:';

/** The place `at` in the map, by id; the whole store where there is no such place any more. */
export function placeAt(
  root: UsageNode,
  at: string,
): { readonly node: UsageNode; readonly isRest: boolean; readonly up: string | null } {
  const isRest = at.startsWith(restPrefix);
  const node = find(root, isRest ? at.slice(restPrefix.length) : at);
  if (node === undefined || node === root) {
    if (isRest && node === root)
      return {
        node: { ...root, id: at, children: gather(root.children, root.sizeBytes, leastNamespace).rest },
        isRest,
        up: root.id,
      };
    return { node: root, isRest: false, up: null };
  }
  if (isRest)
    return {
      node: { ...node, id: at, children: gather(node.children, node.sizeBytes, leastRepository).rest },
      isRest,
      up: node.id,
    };
  const parent = node.kind === 'repository' ? root.children.find(({ children }) => children.includes(node)) : undefined;
  return { node, isRest, up: parent?.id ?? root.id };
}

/** What is drawn for a node. `artifacts` are those of a repository that is zoomed into, where they are known. */
export function regionsOf(
  node: UsageNode,
  isRest: boolean,
  artifacts: readonly ArtifactSummary[],
  words: MapWords,
): readonly MapRegion[] {
  if (node.kind === 'repository') return [repositoryRegion(node, artifacts, words)];
  const isStore = node.children.some(({ kind }) => kind === 'namespace' || kind === 'shared' || kind === 'orphan');
  if (!isStore) return [namespaceRegion(node, node.sizeBytes, isRest, words)];
  const { kept, rest } = isRest ? { kept: node.children, rest: [] } : gather(node.children, node.sizeBytes, leastNamespace);
  const regions = kept.flatMap((child) => regionOf(child, node.sizeBytes, isRest, words));
  if (rest.length === 0) return regions;
  const id = `${restPrefix}${node.id}`;
  const gathered = restGroup(id, rest, words);
  return [...regions, { id, label: words.other, sizeBytes: sum(rest), zoom: id, groups: [gathered] }];
}

function regionOf(node: UsageNode, wholeBytes: number, isRest: boolean, words: MapWords): readonly MapRegion[] {
  if (node.sizeBytes === 0) return [];
  if (node.kind === 'shared' || node.kind === 'orphan') {
    const { kind, id, sizeBytes } = node;
    const label = kind === 'shared' ? words.sharedTile : words.orphanTile;
    const tile: MapTile = { id: `${id}/tile`, look: kind, label, sizeBytes, subject: { kind, node }, zoom: null };
    return [{ id, label: words[kind], sizeBytes, zoom: null, groups: [{ id: `${id}/group`, tiles: [tile] }] }];
  }
  // Artifacts that never had a name stand in a region of their own.
  const nameless = node.children.filter(({ repository }) => repository === null);
  const named = node.children.filter(({ repository }) => repository !== null);
  const namelessRegions = nameless.map(
    (child): MapRegion => ({
      id: child.id,
      label: words.noName,
      sizeBytes: child.sizeBytes,
      zoom: null,
      groups: [repositoryGroup(child, words)],
    }),
  );
  if (named.length === 0) return namelessRegions;
  return [namespaceRegion({ ...node, children: named, sizeBytes: sum(named) }, wholeBytes, isRest, words), ...namelessRegions];
}

function namespaceRegion(node: UsageNode, wholeBytes: number, isRest: boolean, words: MapWords): MapRegion {
  const { kept, rest } = isRest ? { kept: node.children, rest: [] } : gather(node.children, wholeBytes, leastRepository);
  const groups = kept.filter(({ sizeBytes }) => sizeBytes > 0).map((child) => repositoryGroup(child, words));
  if (rest.length > 0) groups.push(restGroup(`${restPrefix}${node.id}`, rest, words));
  return { id: node.id, label: namespaceLabel(node), sizeBytes: node.sizeBytes, zoom: node.id, groups };
}

function repositoryGroup(node: UsageNode, words: MapWords): MapGroup {
  const name = node.repository === null ? words.noName : node.label;
  return {
    id: node.id,
    tiles: ownAndShared(node.id, [node], name, { kind: 'repository', node }, node.repository === null ? null : node.id, words),
  };
}

function restGroup(id: string, nodes: readonly UsageNode[], words: MapWords): MapGroup {
  const count = nodes.reduce((total, node) => total + repositoriesIn(node).length, 0);
  return { id: `${id}/group`, tiles: ownAndShared(id, nodes, words.repositories(count), { kind: 'rest', nodes, id }, id, words) };
}

function ownAndShared(
  id: string,
  nodes: readonly UsageNode[],
  label: string,
  subject: Subject,
  zoom: string | null,
  words: MapWords,
): readonly MapTile[] {
  const total = (kind: UsageNode['kind']): number => nodes.reduce((bytes, node) => bytes + bytesOf(node, kind), 0);
  const uniqueBytes = total('unique');
  const tiles: readonly MapTile[] = [
    { id: `${id}/unique`, look: 'unique', label, sizeBytes: uniqueBytes, subject, zoom },
    {
      id: `${id}/shared`,
      look: 'shared-inside',
      label: uniqueBytes === 0 ? label : words.sharedInside,
      sizeBytes: total('shared-inside'),
      subject,
      zoom,
    },
  ];
  return tiles.filter(({ sizeBytes }) => sizeBytes > 0);
}

/** A repository from close by: each artifact's own bytes, and what they share among themselves. */
function repositoryRegion(node: UsageNode, artifacts: readonly ArtifactSummary[], words: MapWords): MapRegion {
  const own = artifacts.reduce((bytes, { uniqueBytes }) => bytes + uniqueBytes, 0);
  const region = { id: node.id, label: '', sizeBytes: node.sizeBytes, zoom: null };
  // Until all of them are here the tiles would not add up.
  if (own !== bytesOf(node, 'unique')) return { ...region, groups: [repositoryGroup(node, words)] };
  const tiles = artifacts
    .filter(({ uniqueBytes }) => uniqueBytes > 0)
    .map((artifact): MapTile => {
      const look = artifact.tags.length === 0 ? 'orphan' : 'unique';
      return {
        id: `artifact:${artifact.digest}`,
        look,
        label: words.nameOf(artifact),
        sizeBytes: artifact.uniqueBytes,
        subject: { kind: 'artifact', artifact },
        zoom: null,
      };
    });
  const shared = ownAndShared(node.id, [node], node.label, { kind: 'repository', node }, null, words).filter(
    ({ look }) => look === 'shared-inside',
  );
  return { ...region, groups: [...tiles, ...shared].map((tile) => ({ id: `${tile.id}/group`, tiles: [tile] })) };
}

function gather(
  nodes: readonly UsageNode[],
  wholeBytes: number,
  leastShare: number,
): { readonly kept: readonly UsageNode[]; readonly rest: readonly UsageNode[] } {
  const isSmall = ({ kind, sizeBytes }: UsageNode): boolean =>
    (kind === 'namespace' || kind === 'repository') && sizeBytes < wholeBytes * leastShare;
  const rest = nodes.filter(isSmall);
  return rest.length < leastGathered ? { kept: nodes, rest: [] } : { kept: nodes.filter((node) => !isSmall(node)), rest };
}

function find(node: UsageNode, id: string): UsageNode | undefined {
  if (node.id === id) return node;
  for (const child of node.children) {
    const found = find(child, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sum(nodes: readonly UsageNode[]): number {
  return nodes.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}
