// Feature log: the changes, newest first, page by page as one scrolls down: a ledger may have millions of lines.
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Page } from '../../../preload/contract/model.ts';
import type { LogEntry } from '../../../preload/contract/upkeep-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';

interface Log {
  readonly entries: readonly LogEntry[];
  readonly total: number;
  readonly isPending: boolean;
  readonly isLoadingMore: boolean;
  readonly error: Error | null;
  /** Asks for the next page, if there is one that is not on its way. */
  readonly more: () => void;
  readonly retry: () => void;
}

const pageEntries = 200;

export function useLog(filter: string): Log {
  const { client } = useHost();
  const input = filter === '' ? {} : { filter };
  const query = useInfiniteQuery<Page<LogEntry>, Error, InfiniteData<Page<LogEntry>, number>, readonly unknown[], number>({
    queryKey: ['log.list', input],
    queryFn: async ({ pageParam: offset }) => valueOf(await client.call('log.list', { ...input, offset, limit: pageEntries })),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.items.length, 0);
      return last.items.length === 0 || loaded >= last.total ? undefined : loaded;
    },
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, fetchNextPage, refetch } = query;
  const entries = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    entries,
    total: data?.pages[0]?.total ?? 0,
    isPending: query.isPending,
    isLoadingMore: query.isFetchingNextPage,
    error: query.error,
    more: () => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    },
    retry: () => void refetch(),
  };
}
