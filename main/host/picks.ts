// Room host: picks, the ids of paths and streams a user chose. A door offers what its user chose and passes the id on, so
// that a screen never names a path and a use case never trusts one.
import { randomUUID } from 'node:crypto';
import { StowageError } from '../errors.ts';

/** A path, or a stream of bytes in (standard input) or out (standard output). */
export type Pick = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'stdin' } | { readonly kind: 'stdout' };

export class Picks {
  readonly #picks = new Map<string, Pick>();

  /** Remembers a choice and returns its id. */
  offer(pick: Pick): string {
    const id = randomUUID();
    this.#picks.set(id, pick);
    return id;
  }

  /** @throws StowageError pick-unknown */
  resolve(id: string): Pick {
    const pick = this.#picks.get(id);
    if (pick === undefined) throw new StowageError('pick-unknown', { pick: id });
    return pick;
  }
}
