// Room test/main/web: the interface served over a new store with a small stand-in for the built renderer, and a client that
// sends exactly the headers and paths it is told. It asserts nothing.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { composeHost } from '../../../main/compose.ts';
import type { Host } from '../../../main/host/host.ts';
import { type Served, serve, webDoor } from '../../../main/web/serve.ts';
import type { JobOutcome } from '../../../preload/contract/events.ts';
import { temporaryFolder } from '../opened-store.ts';

export const indexPage = '<!doctype html><title>Stowage</title>';
export const assetName = 'index-a1B2_c3-.js';

/** What was sent back, its body not read yet. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

export interface Asked {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | Readable;
}

export class ServedInterface {
  readonly host: Host;
  readonly storePath: string;
  readonly port: number;
  readonly token: string;
  readonly #served: Served;

  constructor(host: Host, storePath: string, served: Served) {
    const url = new URL(served.url);
    this.host = host;
    this.storePath = storePath;
    this.port = Number(url.port);
    this.token = url.searchParams.get('token') ?? '';
    this.#served = served;
  }

  get url(): string {
    return this.#served.url;
  }

  /** Sends a request, the path as it stands. Connections are not kept. */
  async ask(method: string, path: string, { headers = {}, body }: Asked = {}): Promise<Reply> {
    return await new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: false }, (reply) =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: reply }),
      );
      sent.on('error', reject);
      if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) sent.end(body);
      else body.pipe(sent);
    });
  }

  /** Uses the token; the result is the `Cookie` header of the session. */
  async enter(): Promise<string> {
    const { headers } = await this.ask('GET', `/?token=${this.token}`);
    return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  async close(): Promise<void> {
    await this.#served.close();
  }
}

/** A page that has the session. */
export class Visitor {
  readonly #served: ServedInterface;
  readonly #cookie: string;

  constructor(served: ServedInterface, cookie: string) {
    this.#served = served;
    this.#cookie = cookie;
  }

  async ask(method: string, path: string, { headers = {}, body }: Asked = {}): Promise<Reply> {
    const more = body === undefined ? { headers } : { headers, body };
    return await this.#served.ask(method, path, { ...more, headers: { cookie: this.#cookie, ...more.headers } });
  }

  /** Posts JSON and parses the answer. */
  async post(path: string, value: unknown): Promise<{ readonly status: number; readonly value: unknown }> {
    const { status, body } = await this.ask('POST', path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
    return { status, value: JSON.parse(await text(body)) };
  }

  async offerUpload(name: string, sizeBytes: number): Promise<string> {
    return ((await this.post('/api/uploads', { name, sizeBytes })).value as { pick: string }).pick;
  }

  async offerDownload(name: string): Promise<{ readonly pick: string; readonly url: string }> {
    return (await this.post('/api/downloads', { name })).value as { pick: string; url: string };
  }

  /** Starts a job over HTTP. `settled` resolves with how it ended. */
  async start(name: string, input: object): Promise<{ readonly job: string; readonly settled: Promise<JobOutcome> }> {
    const outcomes = new Map<string, JobOutcome>();
    const settled = Promise.withResolvers<JobOutcome>();
    let started = '';
    const stop = this.#served.host.subscribe((event) => {
      if (event.type === 'job.settled') outcomes.set(event.job, event.outcome);
      const outcome = outcomes.get(started);
      if (outcome === undefined) return;
      stop();
      settled.resolve(outcome);
    });
    const { value } = await this.post('/api/call', { name, input });
    started = (value as { value: { job: string } }).value.job;
    const early = outcomes.get(started);
    if (early !== undefined) settled.resolve(early);
    return { job: started, settled: settled.promise };
  }
}

/** Runs `use` with the interface served over a store that does not exist yet. */
export async function withInterface(use: (served: ServedInterface) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  const rendererFolder = join(folder, 'renderer');
  mkdirSync(join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(join(rendererFolder, 'index.html'), indexPage);
  writeFileSync(join(rendererFolder, 'assets', assetName), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const storePath = join(folder, 'store');
  const host = composeHost({ storePath, door: webDoor });
  const served = new ServedInterface(host, storePath, await serve({ host, port: 0, rendererFolder }));
  try {
    await use(served);
  } finally {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As `withInterface`, for a page that has the session. */
export async function withVisitor(use: (visitor: Visitor, served: ServedInterface) => Promise<void>): Promise<void> {
  await withInterface(async (served) => await use(new Visitor(served, await served.enter()), served));
}
