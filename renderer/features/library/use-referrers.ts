// Feature library: the referrers of unfolded artifacts. The list only counts them, so they are asked for where one looks.
import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ArtifactSummary, ReferrerInfo } from '../../../preload/contract/model.ts';
import { artifactReference } from '../../format/names.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { artifactId, hasChildren } from './artifact-rows.ts';

const none: readonly ReferrerInfo[] = [];

export function useReferrers(
  artifacts: readonly ArtifactSummary[],
  expanded: ReadonlySet<string>,
): (artifact: ArtifactSummary) => readonly ReferrerInfo[] {
  const { client } = useHost();
  const open = useMemo(
    () =>
      expanded.size === 0 ? [] : artifacts.filter((artifact) => hasChildren(artifact) && expanded.has(artifactId(artifact))),
    [artifacts, expanded],
  );
  const lists = useQueries({
    queries: open.map((artifact) => {
      const input = { reference: artifactReference(artifact.repository, artifact.digest) };
      return { queryKey: ['artifact.show', input], queryFn: async () => valueOf(await client.call('artifact.show', input)) };
    }),
    combine: (results) => results.map(({ data }) => data?.referrerList),
  });
  const byId = useMemo(() => new Map(open.map((artifact, index) => [artifactId(artifact), lists[index] ?? none])), [open, lists]);
  return useCallback((artifact) => byId.get(artifactId(artifact)) ?? none, [byId]);
}
