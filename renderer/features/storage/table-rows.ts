// Feature storage: the rows of the table: namespaces with their repositories, then what several share and what nothing needs. Pure.
import type { UsageNode } from '../../../preload/contract/model.ts';
import type { GridSort } from '../../ui/grid/grid-types.ts';
import { bytesOf, namespaceLabel } from './usage-sums.ts';

export interface TableRow {
  readonly node: UsageNode;
  readonly name: string;
  readonly level: 1 | 2;
  readonly isExpanded: boolean | undefined;
  readonly uniqueBytes: number;
  readonly insideBytes: number;
}

interface Names {
  readonly noName: string;
  readonly shared: string;
  readonly orphan: string;
}

const natural = new Intl.Collator('en', { numeric: true });

export function tableRows(root: UsageNode, sort: GridSort, folded: ReadonlySet<string>, names: Names): readonly TableRow[] {
  const byColumn = order(sort);
  const rowOf = (node: UsageNode, level: 1 | 2): TableRow => ({
    node,
    name: nameOf(node, names),
    level,
    isExpanded: node.kind === 'namespace' ? !folded.has(node.id) : undefined,
    uniqueBytes: bytesOf(node, 'unique'),
    insideBytes: bytesOf(node, 'shared-inside'),
  });
  return root.children
    .flatMap(namelessApart)
    .map((node) => rowOf(node, 1))
    .toSorted(byColumn)
    .flatMap((row) =>
      row.isExpanded === true ? [row, ...row.node.children.map((node) => rowOf(node, 2)).toSorted(byColumn)] : [row],
    );
}

/** Artifacts that never had a name belong to no namespace. */
function namelessApart(node: UsageNode): readonly UsageNode[] {
  const nameless = node.children.filter(({ repository }) => repository === null && node.kind === 'namespace');
  if (nameless.length === 0) return [node];
  const children = node.children.filter((child) => !nameless.includes(child));
  if (children.length === 0) return nameless;
  const total = (pick: (child: UsageNode) => number): number => children.reduce((sum, child) => sum + pick(child), 0);
  const named = {
    ...node,
    children,
    sizeBytes: total((child) => child.sizeBytes),
    artifactCount: total((child) => child.artifactCount),
  };
  return [named, ...nameless];
}

function nameOf(node: UsageNode, names: Names): string {
  switch (node.kind) {
    case 'namespace':
      return namespaceLabel(node);
    case 'shared':
    case 'orphan':
      return names[node.kind];
    default:
      return node.repository === null ? names.noName : node.label;
  }
}

function order({ column, direction }: GridSort): (a: TableRow, b: TableRow) => number {
  const sign = direction === 'ascending' ? 1 : -1;
  const value = (row: TableRow): number =>
    column === 'artifacts'
      ? row.node.artifactCount
      : column === 'unique'
        ? row.uniqueBytes
        : column === 'inside'
          ? row.insideBytes
          : row.node.sizeBytes;
  return (a, b) =>
    (column === 'name' ? sign * natural.compare(a.name, b.name) : sign * (value(a) - value(b))) ||
    natural.compare(a.name, b.name);
}
