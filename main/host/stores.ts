// Room host: several stores: which there are, making one, opening another one in this host, forgetting one. What is in a store
// is not looked at here.
import { basename, resolve } from 'node:path';
import type { StoreInfo } from '../../preload/contract/upkeep-model.ts';
import { StowageError } from '../errors.ts';
import type { OpenMode } from '../store/store.ts';
import type { HostContext } from './host-context.ts';
import type { StorePlace } from './store-switch.ts';

/** The default store, then those that were opened, in the order of their first opening. */
export function listStores({ stores }: HostContext): readonly StoreInfo[] {
  const place = stores.place();
  const known = new Map<string, { readonly name: string; readonly readOnly: boolean }>();
  known.set(stores.defaultPath, { name: basename(stores.defaultPath), readOnly: false });
  for (const { path, name, readOnly } of stores.known.list()) known.set(path, { name, readOnly });
  known.set(place.path, { name: known.get(place.path)?.name ?? basename(place.path), readOnly: place.readOnly });
  return [...known].map(([path, store]) => ({
    path,
    ...store,
    current: path === place.path,
    exists: stores.isStore(path),
  }));
}

/** @throws StowageError store-exists, store-not-a-layout where other files are, store-in-use, store-cannot-lock, file-system */
export function createStore(
  host: HostContext,
  input: { readonly folder: string; readonly name?: string | undefined },
): StoreInfo {
  const path = resolve(host.picks.pathOf(input.folder));
  if (host.stores.isStore(path)) throw new StowageError('store-exists', { store: path });
  return use(host, { path, readOnly: false }, 'create', input.name?.trim() || undefined);
}

/** @throws StowageError store-not-found, store-not-a-layout, store-in-use, store-cannot-lock, store-damaged, store-newer */
export function openStore(
  host: HostContext,
  input: { readonly folder: string; readonly readOnly?: boolean | undefined },
): StoreInfo {
  const path = resolve(host.picks.pathOf(input.folder));
  return use(host, { path, readOnly: input.readOnly ?? false }, 'existing');
}

/** Forgets a store; the one that is used gives way to the default. @throws StowageError store-in-use */
export function forgetStore(host: HostContext, input: { readonly path: string }): readonly StoreInfo[] {
  const { stores, jobs } = host;
  const path = resolve(input.path);
  if (path === stores.place().path && path !== stores.defaultPath) {
    jobs.assertIdle(path);
    stores.use({ path: stores.defaultPath, readOnly: false }, 'peek');
  }
  stores.known.forget(path);
  return listStores(host);
}

function use(host: HostContext, place: StorePlace, mode: OpenMode, name?: string): StoreInfo {
  const { stores, jobs } = host;
  const left = stores.place();
  jobs.assertIdle(left.path);
  stores.use(place, mode);
  // One that was named on the command line is found again in the list.
  if (left.path !== stores.defaultPath && stores.isStore(left.path)) stores.known.use(left.path, left.readOnly);
  stores.known.use(place.path, place.readOnly, name);
  const info = listStores(host).find((store) => store.current);
  if (info === undefined) throw new StowageError('store-not-found', { store: place.path });
  return info;
}
