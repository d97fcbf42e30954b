// Room web: the few kinds of answers: JSON, a plain page, nothing. Every answer carries the security headers, and none but a
// hashed asset may be kept by a cache.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const lingerMs = 1000;

/** Sets what every answer has, before anything is decided about it. */
export function secure(response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

/** A failure as the contract carries it, with a status that says where the fault is. */
export function sendFailure(response: ServerResponse, status: number, error: Failure): void {
  sendJson(response, status, { ok: false, error });
}

/** A failure in the middle of what the client sends. It is listened to for a moment more, so that it gets to read this. */
export function sendFailureEarly(request: IncomingMessage, response: ServerResponse, status: number, error: Failure): void {
  response.setHeader('connection', 'close');
  sendFailure(response, status, error);
  request.resume();
  const hangUp = setTimeout(() => request.destroy(), lingerMs).unref();
  request.on('close', () => clearTimeout(hangUp));
}

/** A request that makes no sense to this server. */
export function badRequest(operation: string, reason: string): Failure {
  return new StowageError('input-invalid', { operation, reason }).failure;
}

/** A page for people who came without the right address. It is text alone, since the policy allows no style of its own. */
export function sendPage(response: ServerResponse, status: number, title: string, paragraphs: readonly string[]): void {
  const body = paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('\n');
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<h1>${escape(title)}</h1>
${body}
</html>
`,
  );
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
