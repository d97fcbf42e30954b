// Room web: the last events with their ids, so that a page whose connection broke gets what it missed, or learns that too
// much went by and asks for everything anew.
import { randomBytes } from 'node:crypto';
import type { StowageEvent } from '../../preload/contract/events.ts';

const keptBytes = 4 << 20;

interface Kept {
  readonly number: number;
  readonly frame: string;
}

export class EventLog {
  /** Tells this server's ids from those of one that ran before it. */
  readonly #run = randomBytes(6).toString('hex');
  readonly #kept: Kept[] = [];
  #keptBytes = 0;
  #last = 0;

  /** Keeps an event and answers with its frame as a stream carries it. */
  add(event: StowageEvent): string {
    this.#last += 1;
    const frame = `id: ${this.#run}-${this.#last}\ndata: ${JSON.stringify(event)}\n\n`;
    this.#kept.push({ number: this.#last, frame });
    this.#keptBytes += frame.length;
    while (this.#keptBytes > keptBytes) this.#keptBytes -= this.#kept.shift()?.frame.length ?? 0;
    return frame;
  }

  /** What a stream begins with: where it stands, what was missed since `lastId`, or `reset` where that is not known. */
  opening(lastId: string | undefined): string {
    const position = `id: ${this.#run}-${this.#last}\n`;
    if (lastId === undefined || lastId === '') return `${position}\n`;
    const missed = this.#since(lastId);
    return missed === null ? `${position}event: reset\ndata: {}\n\n` : missed.join('');
  }

  #since(lastId: string): readonly string[] | null {
    const [, run, digits] = /^([0-9a-f]+)-(\d+)$/.exec(lastId) ?? [];
    const number = Number(digits);
    if (run !== this.#run || number > this.#last) return null;
    const missed = this.#kept.filter((kept) => kept.number > number);
    return missed.length === this.#last - number ? missed.map((kept) => kept.frame) : null;
  }
}
