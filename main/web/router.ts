// Room web: one request from its first check to its answer: is it ours, does it have the session, what does it ask for.
// Nothing is answered but a refusal before both checks are passed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { StowageError } from '../errors.ts';
import { badRequest, secure, sendFailure, sendFailureEarly, sendJson, sendPage } from './answer.ts';
import type { Calls } from './call.ts';
import type { Downloads } from './downloads.ts';
import type { EventStreams } from './event-streams.ts';
import { BodyRefused, readJson } from './json-body.ts';
import { refusal } from './origin-check.ts';
import { sendFile } from './renderer-files.ts';
import type { Session } from './session.ts';
import type { Uploads } from './uploads.ts';

export interface Interface {
  readonly hosts: ReadonlySet<string>;
  readonly session: Session;
  readonly files: ReadonlyMap<string, string>;
  readonly calls: Calls;
  readonly events: EventStreams;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
}

const fileName = z.string().min(1).max(255);
const uploadBody = z.strictObject({ name: fileName, sizeBytes: z.int().nonnegative() });
const downloadBody = z.strictObject({ name: fileName });

/** Answers a request. Never throws. */
export async function route(served: Interface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  secure(response);
  try {
    await answer(served, request, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else if (error instanceof BodyRefused)
      sendFailureEarly(request, response, error.status, badRequest(request.url ?? '', error.message));
    else sendFailure(response, 500, new StowageError('internal', { message: String(error) }).failure);
  }
}

async function answer(served: Interface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  const [path = '', query = ''] = url.split('?', 2);
  const isApi = path.startsWith('/api/');
  const refused = refusal(request.headers, served.hosts, method === 'GET' && path === '/');
  if (refused !== null) {
    if (isApi) return sendFailure(response, 403, badRequest(path, refused));
    return sendPage(response, 403, 'Not from here', [`This request was refused: ${refused}.`]);
  }
  const token = method === 'GET' && path === '/' ? new URLSearchParams(query).get('token') : null;
  const cookie = token === null ? null : served.session.redeem(token);
  if (cookie !== null) return void response.writeHead(303, { location: '/', 'set-cookie': cookie }).end();
  if (!served.session.holds(request.headers.cookie)) {
    if (isApi) return sendFailure(response, 401, badRequest(path, 'there is no session'));
    return sendPage(response, 401, 'Open Stowage with its printed address', [
      'This page needs the address that `stowage serve --ui` printed when it started. It works once, for one browser.',
      'If you have used it already, go back to that browser, or start `stowage serve --ui` again for a new address.',
      'If you came here by that address just now, from a link on another page, reload this page.',
    ]);
  }
  if (token !== null) return void response.writeHead(303, { location: '/' }).end();
  if (isApi) return await answerApi(served, request, response, `${method} ${path.slice('/api/'.length)}`);
  await answerFile(served, response, method, path);
}

async function answerApi(served: Interface, request: IncomingMessage, response: ServerResponse, asked: string): Promise<void> {
  switch (asked) {
    case 'POST call':
      return sendJson(response, 200, await served.calls.answer(await readJson(request)));
    case 'GET events':
      return served.events.open(request, response);
    case 'POST uploads': {
      const { name, sizeBytes } = parsed(uploadBody, await readJson(request));
      return sendOffer(response, served.uploads.offer(name, sizeBytes), () => ({}));
    }
    case 'POST downloads': {
      const { name } = parsed(downloadBody, await readJson(request));
      return sendOffer(response, served.downloads.offer(name), (pick) => ({ url: `/api/downloads/${pick}` }));
    }
  }
  const [, verb, pick = ''] = /^(PUT uploads|GET downloads)\/([0-9a-f-]{36})$/.exec(asked) ?? [];
  if (verb === 'PUT uploads') return served.uploads.receive(pick, request, response);
  if (verb === 'GET downloads') return served.downloads.send(pick, request, response);
  sendFailure(response, 404, new StowageError('operation-unknown', { operation: asked }).failure);
}

function sendOffer(response: ServerResponse, pick: string | null, more: (pick: string) => object): void {
  if (pick === null) return sendFailure(response, 429, badRequest('offer', 'too many files wait already'));
  sendJson(response, 200, { pick, ...more(pick) });
}

async function answerFile(served: Interface, response: ServerResponse, method: string, path: string): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendPage(response, 405, 'Not possible', ['Pages can only be read.']);
  }
  const file = served.files.get(path);
  if (file === undefined) return sendPage(response, 404, 'Not found', ['There is no such page.']);
  await sendFile(response, path, file, method === 'GET');
}

/** @throws BodyRefused */
function parsed<Body>(schema: z.ZodType<Body>, value: unknown): Body {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const reasons = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new BodyRefused(400, reasons.join('; '));
}
