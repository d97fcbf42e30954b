// Room catalog: where the bytes on disk are, as a tree in which every byte stands in exactly one leaf: unique to one
// artifact, shared inside a repository, shared across repositories, or needed by nothing.
import type { UsageNode } from '../../preload/contract/model.ts';
import type { Catalog } from './catalog.ts';

interface RepositoryBytes {
  readonly name: string;
  readonly artifactCount: number;
  /** Bytes that only this repository needs. */
  readonly uniqueBytes: number;
  /** Of those, bytes that only one of its artifacts needs. */
  readonly singleBytes: number;
}

/** The whole store. `namespaceOf` and `leafOf` cut a full repository name in two. */
export function usageMap(catalog: Catalog, namespaceOf: (name: string) => string, leafOf: (name: string) => string): UsageNode {
  const repositories = catalog
    .sql(
      `SELECT repository.name, repository.unique_bytes AS uniqueBytes, count(*) AS artifactCount, coalesce(sum(artifact.unique_bytes), 0) AS singleBytes
       FROM repository JOIN artifact ON artifact.repository_id = repository.id GROUP BY repository.id ORDER BY repository.name`,
    )
    .all() as RepositoryBytes[];
  const namespaces = new Map<string, UsageNode[]>();
  for (const repository of repositories) {
    const namespace = namespaceOf(repository.name);
    namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), repositoryNode(repository, leafOf(repository.name))]);
  }
  const rest = catalog
    .sql(
      `SELECT coalesce(sum(CASE WHEN repository_refs > 1 THEN stored_bytes END), 0) AS sharedBytes,
         coalesce(sum(CASE WHEN artifact_refs = 0 THEN stored_bytes END), 0) AS orphanBytes FROM blob WHERE present = 1`,
    )
    .get() as { sharedBytes: number; orphanBytes: number };
  const children = [
    ...[...namespaces].map(([namespace, nodes]) => group(`namespace:${namespace}`, 'namespace', namespace, null, nodes)),
    leaf('shared', 'shared', null, rest.sharedBytes, 0),
    leaf('orphan', 'orphan', null, rest.orphanBytes, 0),
  ];
  return group(
    'store',
    'namespace',
    '',
    null,
    children.filter((node) => node.sizeBytes > 0 || node.artifactCount > 0),
  );
}

function repositoryNode({ name, artifactCount, uniqueBytes, singleBytes }: RepositoryBytes, label: string): UsageNode {
  const repository = name === '' ? null : name;
  return group(`repository:${name}`, 'repository', label, repository, [
    leaf(`unique:${name}`, 'unique', repository, singleBytes, artifactCount),
    leaf(`shared-inside:${name}`, 'shared-inside', repository, uniqueBytes - singleBytes, 0),
  ]);
}

function leaf(
  id: string,
  kind: UsageNode['kind'],
  repository: string | null,
  sizeBytes: number,
  artifactCount: number,
): UsageNode {
  return { id, kind, label: '', repository, sizeBytes, artifactCount, children: [] };
}

function group(
  id: string,
  kind: UsageNode['kind'],
  label: string,
  repository: string | null,
  children: readonly UsageNode[],
): UsageNode {
  const sum = (pick: (node: UsageNode) => number): number => children.reduce((total, node) => total + pick(node), 0);
  return {
    id,
    kind,
    label,
    repository,
    sizeBytes: sum((node) => node.sizeBytes),
    artifactCount: sum((node) => node.artifactCount),
    children,
  };
}
