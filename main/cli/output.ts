// Room cli: the two streams. Results go to stdout, everything else to stderr; colours only where a terminal shows them.
// A reader that goes away (EPIPE) ends the writing quietly.
import { errnoOf } from '../errors.ts';
import { type Line, paint } from './text/line.ts';
import { safeJson } from './text/safe-text.ts';

/** What the door needs of a stream: process.stdout and process.stderr have it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface OutputOptions {
  readonly noColor: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One stream as the door writes to it. `screen` is its width in cells, null where nothing needs to fit. */
export class Output {
  readonly isTerminal: boolean;
  readonly colours: boolean;
  readonly #stream: OutputStream;
  #closed = false;

  constructor(stream: OutputStream, options: OutputOptions) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
    this.colours = wantsColours(this.isTerminal, options);
    stream.on('error', (error) => {
      if (errnoOf(error) !== 'EPIPE') throw error;
      this.#closed = true;
    });
  }

  get screen(): number | null {
    return this.isTerminal ? (this.#stream.columns ?? 80) : null;
  }

  /** Writes lines: escaped, coloured, in one piece. */
  lines(lines: readonly Line[]): void {
    if (lines.length > 0) this.#write(`${lines.map((line) => paint(line, this.colours)).join('\n')}\n`);
  }

  /** Writes one JSON document: of one line, or indented for reading. */
  json(value: unknown, indent: 0 | 2): void {
    this.#write(`${safeJson(value, indent)}\n`);
  }

  /** Writes text as it is: terminal control of our own, never anything from outside. */
  raw(text: string): void {
    this.#write(text);
  }

  #write(text: string): void {
    if (!this.#closed) this.#stream.write(text);
  }
}

/** https://no-color.org and https://force-color.org: a variable counts when it is set and not empty; --no-color wins. */
function wantsColours(isTerminal: boolean, { noColor, env }: OutputOptions): boolean {
  if (noColor || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}
