// Room web: archives on their way from an export to a page. The export writes into a stream, and the page reads it as it
// is written; a page that goes away ends the export, and an export that fails breaks the download off, never short.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import type { Picks } from '../host/picks.ts';
import { badRequest, sendFailure } from './answer.ts';

const maxOffered = 100;
const idleMs = 10 * 60_000;

interface Download {
  readonly name: string;
  readonly stream: PassThrough;
  /** A client is waiting for it or receiving it. */
  running: boolean;
  /** A job has asked for it. */
  claimed: boolean;
}

export class Downloads {
  readonly #picks: Picks;
  readonly #downloads = new Map<string, Download>();
  /** When nothing has moved for so long, nobody is coming any more. */
  readonly #idle = setTimeout(() => this.#expire(), idleMs).unref();

  constructor(picks: Picks) {
    this.#picks = picks;
  }

  /** Prepares a download. Answers with its pick, or null when too many wait already. */
  offer(name: string): string | null {
    if (this.#downloads.size >= maxOffered) return null;
    const stream = new PassThrough();
    const pick = this.#picks.offer({ kind: 'download', name, stream });
    this.#downloads.set(pick, { name, stream, running: false, claimed: false });
    // Whoever writes the stream hears of its failure; an unused one has no one to tell.
    stream.on('error', () => undefined);
    stream.on('close', () => {
      this.#downloads.delete(pick);
      this.#picks.withdraw(pick);
    });
    this.#idle.refresh();
    return pick;
  }

  /** Sends what the export writes. The answer begins with the first byte, so that an early failure has a status. */
  send(pick: string, request: IncomingMessage, response: ServerResponse): void {
    const refuse = (status: number, failure: Failure): void => {
      // A link that leads to a failure would put it in the place of the page, which knows of it already: 204 stays there.
      if (request.headers['sec-fetch-mode'] === 'navigate') response.writeHead(204).end();
      else sendFailure(response, status, failure);
    };
    const download = this.#downloads.get(pick);
    if (download === undefined) return refuse(404, new StowageError('pick-unknown', { pick }).failure);
    if (download.running) return refuse(409, badRequest('download', 'this file is being sent already'));
    download.running = true;
    const { name, stream } = download;
    const head = { 'content-type': 'application/octet-stream', 'content-disposition': disposition(name) };
    stream.on('data', (chunk: Buffer) => {
      if (!response.headersSent) response.writeHead(200, head);
      if (!response.write(chunk)) stream.pause();
      this.#idle.refresh();
    });
    response.on('drain', () => stream.resume());
    stream.on('end', () => response.end());
    stream.on('close', () => {
      if (stream.readableEnded) return;
      if (response.headersSent) response.destroy();
      else refuse(409, failureOf(stream));
    });
    response.on('close', () => {
      if (!response.writableFinished) stream.destroy(new StowageError('cancelled', { what: name }));
    });
  }

  /** A job is going to write it. */
  claim(pick: string): void {
    const download = this.#downloads.get(pick);
    if (download !== undefined) download.claimed = true;
  }

  /** The job has settled: what it wrote is whole when it did its work, and broken off otherwise. */
  release(pick: string, whole: boolean): void {
    const stream = this.#downloads.get(pick)?.stream;
    if (whole) stream?.end();
    else stream?.destroy();
  }

  close(): void {
    clearTimeout(this.#idle);
    for (const { name, stream } of this.#downloads.values()) stream.destroy(new StowageError('cancelled', { what: name }));
  }

  /** An export may be busy for long between two bytes; a download without an export, or without a reader, is given up. */
  #expire(): void {
    for (const [pick, { stream, running, claimed }] of this.#downloads)
      if (!running || !claimed) stream.destroy(new StowageError('pick-unknown', { pick }));
    this.#idle.refresh();
  }
}

function failureOf(stream: PassThrough): Failure {
  return stream.errored instanceof StowageError ? stream.errored.failure : badRequest('download', 'the export failed');
}

/** RFC 6266: the name for old clients without its foreign characters, and in full. */
function disposition(name: string): string {
  const own = name.replaceAll(/[\p{Cc}/\\]/gu, '_');
  const plain = own.replaceAll(/[^ -~]|["%]/gu, '_');
  const full = encodeURIComponent(own.toWellFormed()).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}
