// Room host: picks, the ids of paths and streams a user chose. A door offers what its user chose and passes the id on, so
// that a screen never names a path and a use case never trusts one.
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { StowageError } from '../errors.ts';

/** A path, or a stream of bytes in (standard input, an upload) or out (standard output, a download). */
export type Pick =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'upload'; readonly name: string; readonly sizeBytes?: number; readonly stream: Readable }
  | { readonly kind: 'download'; readonly name: string; readonly stream: Writable };

export class Picks {
  readonly #picks = new Map<string, Pick>();

  /** Remembers a choice and returns its id. */
  offer(pick: Pick): string {
    const id = randomUUID();
    this.#picks.set(id, pick);
    return id;
  }

  /** Forgets a choice that will not be used any more, such as a stream whose client has gone. */
  withdraw(id: string): void {
    this.#picks.delete(id);
  }

  /** @throws StowageError pick-unknown */
  resolve(id: string): Pick {
    const pick = this.#picks.get(id);
    if (pick === undefined) throw new StowageError('pick-unknown', { pick: id });
    return pick;
  }

  /** Path of a chosen folder. @throws StowageError pick-unknown for a stream */
  pathOf(id: string): string {
    const pick = this.resolve(id);
    if (pick.kind !== 'path') throw new StowageError('pick-unknown', { pick: id });
    return pick.path;
  }

  /** The name to show for a pick: a file's own name, `-` for standard streams. */
  nameOf(id: string): string {
    const pick = this.resolve(id);
    if (pick.kind === 'path') return basename(pick.path);
    return pick.kind === 'stdin' || pick.kind === 'stdout' ? '-' : pick.name;
  }
}
