// Room renderer/host: a whole list, page by page: the first page is small, so that something stands on the screen at once, and the
// others follow by themselves. Lists are sorted and filtered here, so they are wanted whole.
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Page } from '../../preload/contract/model.ts';
import type { OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import { valueOf } from './host-failure.ts';
import { useHost } from './host-provider.tsx';

type ListName = 'repository.list' | 'artifact.list' | 'tag.list';
type ItemOf<Name extends ListName> = OperationOutput<Name>['items'][number];

export interface AllItems<Item> {
  readonly items: readonly Item[];
  /** How many there are, known from the first page on. */
  readonly total: number;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

const firstPageItems = 250;
const pageItems = 5000;

export function useAllItems<Name extends ListName>(
  name: Name,
  input: Omit<OperationInput<Name>, 'offset' | 'limit'>,
  { enabled = true }: { readonly enabled?: boolean } = {},
): AllItems<ItemOf<Name>> {
  const { client } = useHost();
  const query = useInfiniteQuery<Page<ItemOf<Name>>, Error, InfiniteData<Page<ItemOf<Name>>, number>, readonly unknown[], number>(
    {
      queryKey: [name, input, 'all'],
      queryFn: async ({ pageParam: offset }) => {
        const limit = offset === 0 ? firstPageItems : pageItems;
        return valueOf(await client.call(name, { ...input, offset, limit } as OperationInput<Name>));
      },
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const loaded = pages.reduce((sum, page) => sum + page.items.length, 0);
        return last.items.length === 0 || loaded >= last.total ? undefined : loaded;
      },
      enabled,
    },
  );
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, refetch } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    items,
    total: data?.pages[0]?.total ?? 0,
    isPending: query.isPending,
    error: query.error,
    retry: () => void refetch(),
  };
}
