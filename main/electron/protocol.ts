// Room electron: `app://stowage/`, the only address the window loads: the built interface, read from its folder, under a strict
// Content-Security-Policy. It serves files only: every other request is answered with 404, other hosts and methods too.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Protocol, Session } from 'electron';

export const appOrigin = 'app://stowage';

/** No inline script or style, no other origin, no connection, no frame, no form. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Makes `app:` a scheme with an origin of its own; must be called before the app is ready. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers `app:` in this session from `folder`, the built renderer. */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle('app', async (request) => await answer(request.method, request.url, folder));
}

/** The answer to one request. */
export async function answer(method: string, address: string, folder: string): Promise<Response> {
  const path = method === 'GET' ? filePath(address) : undefined;
  const contentType = path === undefined ? undefined : contentTypes[extname(path)];
  if (path === undefined || contentType === undefined) return respond(404, null, 'text/plain');
  try {
    return respond(200, new Uint8Array(await readFile(join(folder, path))), contentType);
  } catch {
    return respond(404, null, 'text/plain');
  }
}

/** Path below the renderer's folder, of plain names only, or undefined. */
function filePath(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'app:' || url.host !== 'stowage') return undefined;
  const path = url.pathname === '/' ? '/index.html' : url.pathname;
  return /^(?:\/[\w-][\w.-]*)+$/.test(path) ? path : undefined;
}

function respond(status: number, body: Uint8Array<ArrayBuffer> | null, contentType: string): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
  });
}
