// Feature storage: sums over the map of the store, and the names of its parts. Every byte stands in one leaf, so sums add up. Pure.
import type { UsageNode } from '../../../preload/contract/model.ts';

export interface UsageSums {
  readonly uniqueBytes: number;
  readonly sharedInsideBytes: number;
  readonly sharedAcrossBytes: number;
  readonly orphanBytes: number;
}

export function sumsOf(root: UsageNode): UsageSums {
  const sums = new Map<UsageNode['kind'], number>();
  const visit = (node: UsageNode): void => {
    if (node.children.length === 0) sums.set(node.kind, (sums.get(node.kind) ?? 0) + node.sizeBytes);
    for (const child of node.children) visit(child);
  };
  visit(root);
  return {
    uniqueBytes: sums.get('unique') ?? 0,
    sharedInsideBytes: sums.get('shared-inside') ?? 0,
    sharedAcrossBytes: sums.get('shared') ?? 0,
    orphanBytes: sums.get('orphan') ?? 0,
  };
}

/** The host cuts `docker.io/library` off names, as people do; as a heading it is needed. */
export function namespaceLabel({ label }: UsageNode): string {
  return label === '' ? 'docker.io/library' : label;
}

/** Bytes of one kind inside a node. */
export function bytesOf(node: UsageNode, kind: UsageNode['kind']): number {
  return node.kind === kind ? node.sizeBytes : node.children.reduce((sum, child) => sum + bytesOf(child, kind), 0);
}

export function repositoriesIn(node: UsageNode): readonly UsageNode[] {
  return node.kind === 'repository' ? [node] : node.children.flatMap(repositoriesIn);
}
