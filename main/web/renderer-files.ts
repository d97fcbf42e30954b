// Room web: the files of the built interface. They are listed once, and only what is on the list is ever read, so that no
// address can lead out of the folder.
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StowageError } from '../errors.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** The build puts a hash of the content into the name: such a file never changes. */
const hashedName = /^\/assets\/.*-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/** Address path → file, of a built interface. @throws StowageError usage, when there is none */
export function rendererFiles(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new StowageError('usage', {
      reason: 'The interface has not been built: run `npm run build`, then try again.',
      command: 'serve',
    });
  }
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path] as const);
  return new Map([...files, ['/', join(folder, 'index.html')]]);
}

/** Sends one of them. A file that went away since ends the connection. */
export async function sendFile(response: ServerResponse, address: string, path: string, withBody: boolean): Promise<void> {
  response.setHeader('content-type', mediaTypes[extname(path)] ?? 'application/octet-stream');
  if (hashedName.test(address)) response.setHeader('cache-control', 'private, max-age=31536000, immutable');
  if (withBody) await pipeline(createReadStream(path), response);
  else response.end();
}
