// Room renderer/host: gives screens the client, the cache of what was asked, and whether the host answers. Events are hints:
// they only say which answers are out of date.
import { type Query, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { StowageEvent } from '../../preload/contract/events.ts';
import type { CallName } from '../../preload/contract/operations.ts';
import type { JobRecord } from '../../preload/contract/transfer-model.ts';
import type { Connection, HostClient } from './host-client.ts';

interface Host {
  readonly client: HostClient;
  readonly connection: Connection;
}

const HostContext = createContext<Host | null>(null);

/** Answers that a change of the store leaves as they are. */
const storeFree: ReadonlySet<string> = new Set<CallName>([
  'settings.get',
  'job.list',
  'pick.sample',
  'manifest.read',
  'registry.show',
  'registry.activity',
  'remote.list',
  'remote.repositories',
  'remote.tags',
]);

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Nothing grows old by itself: events say what changed.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        retryOnMount: false,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function HostProvider({
  client,
  queries,
  children,
}: Readonly<{ client: HostClient; queries: QueryClient; children: ReactNode }>) {
  const [connection, setConnection] = useState<Connection>('connected');
  useEffect(() => client.onEvent((event) => heard(queries, event)), [client, queries]);
  useEffect(
    () =>
      client.onConnection((state) => {
        setConnection(state);
        if (state === 'connected') askAgain(queries, () => true);
      }),
    [client, queries],
  );
  return (
    <QueryClientProvider client={queries}>
      <HostContext value={{ client, connection }}>{children}</HostContext>
    </QueryClientProvider>
  );
}

/** The client and the state of the connection. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (host === null) throw new Error('no HostProvider');
  return host;
}

function heard(queries: QueryClient, event: StowageEvent): void {
  switch (event.type) {
    case 'job.progress':
      queries.setQueryData<readonly JobRecord[]>(['job.list', {}], (jobs) =>
        jobs?.map((job) => (job.id === event.job ? { ...job, progress: event.progress } : job)),
      );
      return;
    case 'job.changed':
    case 'job.settled':
      void queries.invalidateQueries({ queryKey: ['job.list'] });
      return;
    case 'settings.changed':
      void queries.invalidateQueries({ queryKey: ['settings.get'] });
      return;
    case 'registry.changed':
      void queries.invalidateQueries({ queryKey: ['registry.show'] });
      return;
    case 'registry.activity':
      void queries.invalidateQueries({ queryKey: ['registry.activity'] });
      return;
    case 'remote.changed':
      void queries.invalidateQueries({ queryKey: ['remote.list'] });
      return;
    case 'store.changed':
      askAgain(queries, (name) => !storeFree.has(name));
  }
}

/** What is on screen is asked at once, the rest when it is shown again: a failure would else be kept, since none is retried. */
function askAgain(queries: QueryClient, isMeant: (name: string) => boolean): void {
  const isOutdated = ({ queryKey }: Query): boolean => isMeant(String(queryKey[0]));
  queries.removeQueries({ type: 'inactive', predicate: (query) => query.state.status === 'error' && isOutdated(query) });
  void queries.invalidateQueries({ predicate: isOutdated });
}
