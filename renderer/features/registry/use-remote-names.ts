// Feature registry: repositories or tags of a remote registry, a page at a time, asked anew whenever someone looks.
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import type { RemoteNames as NamesPage } from '../../../preload/contract/registry-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';

interface RemoteNames {
  readonly items: readonly string[];
  readonly hasMore: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly more: () => void;
  readonly retry: () => void;
}

/** `of` is a registry, or a repository with its registry; null: nobody asks yet. */
export function useRemoteNames(kind: 'repositories' | 'tags', of: string | null): RemoteNames {
  const { client } = useHost();
  const query = useInfiniteQuery<
    NamesPage,
    Error,
    InfiniteData<NamesPage, string | undefined>,
    readonly string[],
    string | undefined
  >({
    queryKey: [`remote.${kind}`, of ?? ''],
    queryFn: async ({ pageParam }) => {
      const after = pageParam === undefined ? {} : { after: pageParam };
      const answer =
        kind === 'repositories'
          ? await client.call('remote.repositories', { registry: of ?? '', ...after })
          : await client.call('remote.tags', { repository: of ?? '', ...after });
      return valueOf(answer);
    },
    initialPageParam: undefined,
    getNextPageParam: (last) => (last.hasMore ? last.items.at(-1) : undefined),
    enabled: of !== null,
    gcTime: 0,
  });
  return {
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    hasMore: query.hasNextPage,
    isPending: of !== null && query.isPending,
    error: query.error,
    more: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
