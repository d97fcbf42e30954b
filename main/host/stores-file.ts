// Room host: the stores this user has opened, and which one is used when none is given, in one JSON file beside the settings.
// It knows names and places only; whether a store is there it asks its caller's `isThere`.
import { basename } from 'node:path';
import { z } from 'zod';
import { readJsonObject, writeJsonObject } from './json-file.ts';

const knownStore = z.object({
  path: z.string(),
  name: z.string(),
  readOnly: z.boolean(),
  /** It is the new place of the store that was there, from when its move began. */
  movedFrom: z.string().optional(),
});
const content = z.object({ current: z.string().nullable(), stores: z.array(knownStore) });

/** A store on the list. */
export type KnownStore = z.infer<typeof knownStore>;
type Content = z.infer<typeof content>;

export class StoresFile {
  readonly #path: string;
  readonly #isThere: (store: string) => boolean;

  constructor(path: string, isThere: (store: string) => boolean) {
    this.#path = path;
    this.#isThere = isThere;
  }

  /** Stores in the order in which they were first opened; of one that is on its way only where it is whole. */
  list(): readonly KnownStore[] {
    return this.#read().stores.filter(({ path, movedFrom }) => movedFrom === undefined || this.#isThere(path));
  }

  /** The one used last, wherever a move that was cut off left it; null for the default. */
  current(): KnownStore | null {
    const { current, stores } = this.#read();
    if (current === null) return null;
    return this.#found(stores, current) ?? stores.find(({ path }) => path === current) ?? null;
  }

  /** The new place of a store that is no more at `path` because its move was cut off; null where there is none. */
  movedFrom(path: string): KnownStore | null {
    return this.#found(this.#read().stores, path);
  }

  /** Adds a store or names it anew, and makes it the one used; a name that is not given stays or is the folder's. */
  use(path: string, readOnly: boolean, name?: string): void {
    const { stores } = this.#read();
    const known = stores.find((store) => store.path === path);
    const store = { path, name: name ?? known?.name ?? basename(path), readOnly };
    this.#write({ current: path, stores: known === undefined ? [...stores, store] : replace(stores, path, store) });
  }

  /** Takes a store off the list; where it was the one used, the default is. */
  forget(path: string): void {
    const { current, stores } = this.#read();
    this.#write({ current: current === path ? null : current, stores: stores.filter((store) => store.path !== path) });
  }

  /** The store at `from` is about to move: it is found at `to` should nobody live to say that it arrived. */
  announceMove(from: string, to: string): void {
    const { current, stores } = this.#read();
    const others = stores.filter((store) => store.path !== to);
    const name = others.find((store) => store.path === from)?.name ?? basename(to);
    this.#write({ current, stores: [...others, { path: to, name, readOnly: false, movedFrom: from }] });
  }

  /** It arrived, and is the one used from now on if it was so before. */
  finishMove(from: string, to: string, isDefault: boolean): void {
    const { current, stores } = this.#read();
    const wasUsed = current === null ? isDefault : current === from;
    const left = stores.filter((store) => store.path !== from);
    const arrived = left.map((store) => (store.path === to ? { ...store, movedFrom: undefined } : store));
    this.#write({ current: wasUsed ? to : current, stores: arrived });
  }

  #found(stores: readonly KnownStore[], place: string): KnownStore | null {
    if (this.#isThere(place)) return null;
    return stores.find(({ path, movedFrom }) => movedFrom === place && this.#isThere(path)) ?? null;
  }

  #read(): Content {
    const read = content.safeParse(readJsonObject(this.#path));
    return read.success ? read.data : { current: null, stores: [] };
  }

  #write(next: Content): void {
    writeJsonObject(this.#path, next);
  }
}

function replace(stores: readonly KnownStore[], path: string, by: KnownStore): KnownStore[] {
  return stores.map((store) => (store.path === path ? by : store));
}
