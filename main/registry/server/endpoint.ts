// Room registry, server: one request from arrival to answer: who asks, for what, may they, and what came of it. It knows the
// store through the other files of this room and the network not at all (listen.ts).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { Store } from '../../store/store.ts';
import { Access, type AccessRules, type Caller } from './access.ts';
import { BlobStreams } from './blob-stream.ts';
import { deleteBlob, sendBlob } from './blobs.ts';
import { bodyOf, endEarly, type Pace } from './body.ts';
import { sendCatalog, sendReferrers, sendTags } from './lists.ts';
import { deleteManifest, maxManifestBytes, putManifest, sendManifest } from './manifests.ts';
import { refusalOf } from './refusal.ts';
import { RegistryError } from './registry-error.ts';
import { type Route, routeOf } from './route.ts';
import { beginUpload, cancelUpload, continueUpload, endUpload, showUpload, type UploadRequest } from './upload-requests.ts';
import { type UploadLimits, Uploads } from './uploads.ts';
import type { Right } from './users.ts';

/** One thing a client did, for the activity list. */
export interface RegistryActivity {
  readonly at: string;
  readonly verb: 'pull' | 'push' | 'delete' | 'list';
  readonly repository: Repository | null;
  /** A tag, a digest, or empty. */
  readonly reference: string;
  /** True for a blob. */
  readonly isPart: boolean;
  readonly client: string;
  readonly user: string | null;
  readonly address: string;
  /** Of an index that was pulled: what it contains. */
  readonly children: readonly Digest[];
  /** Bytes of a blob that went over the wire for this request. */
  readonly sizeBytes: number;
  readonly status: number;
  readonly problem: string | null;
}

export interface EndpointOptions {
  readonly openStore: () => Store;
  readonly rules: AccessRules;
  readonly limits: UploadLimits;
  readonly pace: Pace;
  readonly onActivity: (activity: RegistryActivity) => void;
  /** Gets what nobody expected; clients see a plain 500. */
  readonly onInternal: (error: unknown) => void;
}

/** Who asks for what, as far as that is known. */
interface Asked {
  readonly address: string;
  route: Route | null;
  caller: Caller | null;
}

/** What a request did, told once it is answered. */
interface Done {
  readonly verb: RegistryActivity['verb'];
  readonly sizeBytes: number;
  readonly children?: readonly Digest[];
}

const rightOf: Readonly<Record<string, Right>> = {
  GET: 'pull',
  HEAD: 'pull',
  POST: 'push',
  PATCH: 'push',
  PUT: 'push',
  DELETE: 'delete',
};

export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #access: Access;
  readonly #uploads: Uploads;
  readonly #streams: BlobStreams;
  readonly #expiry: NodeJS.Timeout;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#access = new Access(options.rules);
    this.#streams = new BlobStreams(options.pace);
    this.#uploads = new Uploads(options.openStore, options.limits, Date.now);
    this.#expiry = setInterval(
      () => void this.#uploads.expire().catch(options.onInternal),
      Math.max(1000, options.limits.idleMs / 4),
    ).unref();
  }

  /** Answers a request. Never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Docker-Distribution-API-Version', 'registry/2.0');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    // A request that breaks off loses its socket.
    const asked: Asked = { address: request.socket.remoteAddress ?? '', route: null, caller: null };
    try {
      const done = await this.#answer(request, response, asked);
      if (done !== null) this.#note(request, response, asked, done, null);
    } catch (error) {
      const refusal = refusalOf(error, this.#options.onInternal);
      this.#refuse(request, response, refusal);
      const verb = request.method === 'DELETE' ? 'delete' : rightOf[request.method ?? ''] === 'push' ? 'push' : 'pull';
      if (refusal !== null) this.#note(request, response, asked, { verb, sizeBytes: 0 }, refusal.message);
    }
  }

  /** Forgets uploads that are under way and lets the store go. */
  async close(): Promise<void> {
    clearInterval(this.#expiry);
    await this.#uploads.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<Done | null> {
    const { pathname, searchParams: query } = urlOf(request);
    const route = routeOf(pathname, query);
    asked.route = route;
    const caller = await this.#access.callerOf(request);
    asked.caller = caller;
    if (route === null) throw new RegistryError(404, 'UNSUPPORTED', 'There is nothing at this address');
    const right = rightOf[request.method ?? ''];
    if (right === undefined) throw notAllowed('GET, HEAD');
    // Clients of registries send no origin. A page that a browser shows does, and shall not push to its computer.
    if (right !== 'pull' && request.headers.origin !== undefined)
      throw new RegistryError(403, 'DENIED', 'Web pages may not change anything here');
    // To a browser, a page whose name was bound to this computer (DNS rebinding) reads from where it came.
    if (this.#options.rules.users === null && isBrowser(request) && !isOwnName(request.headers.host ?? ''))
      throw new RegistryError(403, 'DENIED', 'Web pages may not read this registry');
    if (route.at === 'base' || route.at === 'token') {
      if (right !== 'pull') throw notAllowed('GET, HEAD');
      return sendJson(response, route.at === 'base' ? {} : this.#access.tokenFor(caller, Date.now()));
    }
    // Whoever pushes asks first what is there.
    if (request.method !== 'HEAD' || !caller.rights.includes('push'))
      this.#access.require(caller, route.at === 'upload' ? 'push' : right);
    const store = this.#options.openStore();
    if (route.at === 'blob') return await this.#blob(store, route, request, response);
    if (route.at === 'manifest') return await this.#manifest(store, route, query, request, response);
    if (route.at === 'uploads' || route.at === 'upload')
      return await this.#upload({
        ...route,
        store,
        query,
        request,
        response,
        uploads: this.#uploads,
        pace: this.#options.pace,
        mayPull: caller.rights.includes('pull'),
      });
    if (right !== 'pull') throw notAllowed('GET, HEAD');
    if (route.at === 'catalog') sendCatalog(store, query, response);
    else if (route.at === 'tags') sendTags(store, route.repository, route.name, query, response);
    else sendReferrers(store, route.repository, route.digest, query, response);
    return { verb: 'list', sizeBytes: 0 };
  }

  async #blob(
    store: Store,
    { digest }: Extract<Route, { at: 'blob' }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Done | null> {
    if (request.method === 'DELETE') {
      deleteBlob(store, digest, this.#uploads.work());
      response.writeHead(202, { 'Content-Length': 0 }).end();
      return { verb: 'delete', sizeBytes: 0 };
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed('GET, HEAD, DELETE');
    const sizeBytes = await sendBlob(store, this.#streams, digest, request, response);
    return request.method === 'HEAD' ? null : { verb: 'pull', sizeBytes };
  }

  async #manifest(
    store: Store,
    { repository, name, reference }: Extract<Route, { at: 'manifest' }>,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Done | null> {
    if (request.method === 'GET' || request.method === 'HEAD') {
      const children = sendManifest(store, repository, reference, request, response);
      return request.method === 'HEAD' ? null : { verb: 'pull', sizeBytes: 0, children };
    }
    if (request.method === 'DELETE') {
      deleteManifest(store, this.#uploads, repository, reference);
      response.writeHead(202, { 'Content-Length': 0 }).end();
      return { verb: 'delete', sizeBytes: 0 };
    }
    if (request.method !== 'PUT') throw notAllowed('GET, HEAD, PUT, DELETE');
    const bytes = await readBody(request, response, this.#options.pace);
    const put = {
      repository,
      name,
      reference,
      tags: query.getAll('tag'),
      mediaType: request.headers['content-type'],
      bytes,
      client: clientOf(request),
    };
    putManifest(store, this.#uploads, put, response);
    return { verb: 'push', sizeBytes: 0 };
  }

  async #upload(
    at: UploadRequest & ({ readonly at: 'uploads' } | { readonly at: 'upload'; readonly id: string }),
  ): Promise<Done | null> {
    const { method } = at.request;
    if (at.at === 'uploads') {
      if (method !== 'POST') throw notAllowed('POST');
      return { verb: 'push', sizeBytes: await beginUpload(at) };
    }
    if (method === 'PATCH') return { verb: 'push', sizeBytes: await continueUpload(at, at.id) };
    if (method === 'PUT') return { verb: 'push', sizeBytes: await endUpload(at, at.id) };
    if (method === 'GET') showUpload(at, at.id);
    else if (method === 'DELETE') await cancelUpload(at, at.id);
    else throw notAllowed('GET, PATCH, PUT, DELETE');
    return null;
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: RegistryError | null): void {
    if (refusal === null || response.headersSent) {
      response.destroy();
      return;
    }
    const body = Buffer.from(refusal.body);
    // What is left of the body may be without end: better to part.
    const close = request.complete ? {} : { Connection: 'close' };
    response.writeHead(refusal.status, {
      ...refusal.headers,
      ...close,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
    });
    if (request.complete) response.end(request.method === 'HEAD' ? undefined : body);
    else endEarly(request, response, body);
  }

  #note(
    request: IncomingMessage,
    response: ServerResponse,
    { address, route, caller }: Asked,
    { verb, sizeBytes, children = [] }: Done,
    problem: string | null,
  ): void {
    if (problem !== null && request.method === 'HEAD') return;
    // Every client asks without credentials first.
    if (response.statusCode === 401 && request.headers.authorization === undefined) return;
    this.#options.onActivity({
      at: new Date().toISOString(),
      verb,
      repository: route !== null && 'repository' in route ? route.repository : null,
      reference: referenceOf(route),
      isPart: route !== null && (route.at === 'blob' || route.at === 'uploads' || route.at === 'upload'),
      client: clientOf(request),
      user: caller?.name ?? null,
      address,
      children,
      sizeBytes,
      status: response.statusCode,
      problem,
    });
  }
}

function referenceOf(route: Route | null): string {
  if (route?.at === 'manifest') return route.reference.kind === 'tag' ? route.reference.tag : route.reference.digest;
  return route?.at === 'blob' ? route.digest : '';
}

/** What a client calls itself, shortened: `docker/27.0.3`. */
function clientOf(request: IncomingMessage): string {
  return (request.headers['user-agent'] ?? '').split(' ')[0]?.slice(0, 80) ?? '';
}

/** @throws RegistryError NAME_INVALID for an address that is none */
function urlOf(request: IncomingMessage): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const [pathname = '', search = ''] = (request.url ?? '').split('?', 2);
  return { pathname, searchParams: new URLSearchParams(search) };
}

function isBrowser(request: IncomingMessage): boolean {
  return request.headers['user-agent']?.startsWith('Mozilla/') === true;
}

/** True for an address, or the name that every computer has for itself; `host` may end in a port. */
function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isIP(name) !== 0;
}

function notAllowed(allow: string): RegistryError {
  return new RegistryError(405, 'UNSUPPORTED', 'This cannot be done here', { headers: { Allow: allow } });
}

function sendJson(response: ServerResponse, value: object): null {
  const body = JSON.stringify(value);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body);
  return null;
}

async function readBody(request: IncomingMessage, response: ServerResponse, pace: Pace): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of bodyOf(request, response, pace)) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > maxManifestBytes)
      throw new RegistryError(413, 'SIZE_INVALID', `Manifests may have ${maxManifestBytes} bytes here`);
  }
  return Buffer.concat(chunks);
}
