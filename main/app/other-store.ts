// Room app: use cases on a store that is not the open one: a folder the user named, or a temporary one. It is opened when it is
// first needed, and closed by whoever made this.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';

export class OtherStore {
  /** What a use case gets that is to work on this store. */
  readonly app: AppContext;
  #store: Store | undefined;

  constructor(app: AppContext, path: string, door: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.app = {
      ...app,
      openStore: (mode) => {
        if (this.#store?.exists === true) this.#store.refresh();
        // One that was not there yet, or was taken away unused.
        else this.#store = Store.open(path, door, mode, { readOnly });
        return this.#store;
      },
    };
  }

  close(): void {
    this.#store?.close();
  }
}

/** Runs `use` with an empty store in a folder of its own, which is gone afterwards. */
export async function withScratchStore<Value>(app: AppContext, use: (scratch: AppContext) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-sync-'));
  const store = new OtherStore(app, join(folder, 'store'), 'sync');
  try {
    return await use(store.app);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
