// Room web: files on their way from a page into an import. The bytes of a request go straight into the stream that the
// import reads, as fast as it reads them; nothing is kept beside it. A file that breaks off breaks its import off.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import type { Picks } from '../host/picks.ts';
import { badRequest, sendFailureEarly } from './answer.ts';

/** As many as one import may take. */
const maxOffered = 1000;
const maxRunning = 32;
const idleMs = 10 * 60_000;

interface Upload {
  readonly name: string;
  readonly sizeBytes: number;
  readonly stream: PassThrough;
  /** A client is sending it. */
  running: boolean;
  /** A job has asked for it. */
  claimed: boolean;
}

export class Uploads {
  readonly #picks: Picks;
  readonly #uploads = new Map<string, Upload>();
  /** When nothing has moved for so long, nobody is coming any more. */
  readonly #idle = setTimeout(() => this.#expire(), idleMs).unref();

  constructor(picks: Picks) {
    this.#picks = picks;
  }

  /** Expects a file. Answers with its pick, or null when too many are expected already. */
  offer(name: string, sizeBytes: number): string | null {
    if (this.#uploads.size >= maxOffered) return null;
    const stream = new PassThrough();
    const pick = this.#picks.offer({ kind: 'upload', name, sizeBytes, stream });
    this.#uploads.set(pick, { name, sizeBytes, stream, running: false, claimed: false });
    // Whoever reads the stream hears of its failure; an unread one has no one to tell.
    stream.on('error', () => undefined);
    this.#idle.refresh();
    return pick;
  }

  /** Takes the file of a pick. Answers when the import has taken the last of it, or wants no more. */
  receive(pick: string, request: IncomingMessage, response: ServerResponse): void {
    const upload = this.#uploads.get(pick);
    const refuse = (status: number, failure: Failure): void => sendFailureEarly(request, response, status, failure);
    if (upload === undefined) return refuse(404, new StowageError('pick-unknown', { pick }).failure);
    if (upload.running) return refuse(409, badRequest('upload', 'this file is being sent already'));
    if ([...this.#uploads.values()].filter((other) => other.running).length >= maxRunning) {
      response.setHeader('retry-after', '1');
      return refuse(429, badRequest('upload', `more than ${maxRunning} files are sent at once`));
    }
    upload.running = true;
    const { stream } = upload;
    this.#pump(request, upload);
    stream.once('finish', () => response.writeHead(204).end());
    stream.once('close', () => {
      if (!stream.writableFinished) refuse(409, failureOf(stream));
    });
  }

  /** A job is going to read it. */
  claim(pick: string): void {
    const upload = this.#uploads.get(pick);
    if (upload !== undefined) upload.claimed = true;
  }

  /** The job has settled: whatever it did not read, nobody will. */
  release(pick: string): void {
    const upload = this.#uploads.get(pick);
    if (upload !== undefined) this.#forget(pick, upload);
  }

  close(): void {
    clearTimeout(this.#idle);
    for (const { name, stream } of this.#uploads.values()) stream.destroy(new StowageError('cancelled', { what: name }));
  }

  #pump(request: IncomingMessage, { name, sizeBytes, stream }: Upload): void {
    let receivedBytes = 0;
    const breakOff = (): void => {
      const at = { archive: name, entry: '', atBytes: receivedBytes };
      if (!stream.destroyed) stream.destroy(new StowageError('archive-truncated', at));
    };
    request.on('data', (chunk: Buffer) => {
      if (stream.destroyed) return;
      receivedBytes += chunk.length;
      if (receivedBytes > sizeBytes) stream.destroy(new StowageError('archive-changed', { archive: name }));
      else if (!stream.write(chunk)) request.pause();
      this.#idle.refresh();
    });
    stream.on('drain', () => request.resume());
    request.on('end', () => {
      if (receivedBytes === sizeBytes) stream.end();
      else breakOff();
    });
    request.on('close', () => {
      if (!request.complete) breakOff();
    });
  }

  #forget(pick: string, { stream }: Upload, error?: StowageError): void {
    this.#uploads.delete(pick);
    this.#picks.withdraw(pick);
    stream.destroy(error);
  }

  /** A job may be busy for long before it comes to a file that is being sent; all others are given up. */
  #expire(): void {
    for (const [pick, upload] of this.#uploads)
      if (!upload.running || !upload.claimed) this.#forget(pick, upload, new StowageError('pick-unknown', { pick }));
    this.#idle.refresh();
  }
}

function failureOf(stream: PassThrough): Failure {
  return stream.errored instanceof StowageError ? stream.errored.failure : badRequest('upload', 'nobody reads this file');
}
