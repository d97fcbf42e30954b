// Tests of `stowage serve --ui` in a process of its own: what it prints first, and how it ends.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { archiveFolder } from '../expected-archives.ts';
import { blobsIn, leftoversIn, temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
const rendererFolder = join(folder, 'renderer');
mkdirSync(rendererFolder);
writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>Stowage</title>');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** JavaScript that loads a module of main. */
function load(path: string): string {
  return `await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'main', path)).href)})`;
}

/** The command as main/index.ts wires it, with a built interface of our own. */
function program(...words: readonly string[]): readonly string[] {
  const code = `
    const { main } = ${load('cli/main.ts')};
    const { composeHost } = ${load('compose.ts')};
    const { serve, webDoor } = ${load('web/serve.ts')};
    process.exitCode = await main(process.argv.slice(1), () => Promise.reject(new Error('opened')), async (store, port) => {
      const host = composeHost({ storePath: store, door: webDoor });
      return { host, ...(await serve({ host, port, rendererFolder: ${JSON.stringify(rendererFolder)} })) };
    });
  `;
  return ['--input-type=module', '-e', code, '--', ...words];
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('no line');
}

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, program('serve', '--ui', ...words), { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('stowage serve --ui', () => {
  it('prints the address first, alone on its line, and ends well when it is interrupted', async () => {
    const child = start('--store', join(folder, 'a'));
    const url = await firstLine(child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+$/);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('prints one JSON document on one line when asked for JSON', async () => {
    const child = start('--json', '--store', join(folder, 'b'));
    expect(JSON.parse(await firstLine(child))).toEqual({ url: expect.stringMatching(/^http:/) });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('serves the registry as well, from the same store, where it is given an option of that', async () => {
    const child = start('--allow-push', '--json', '--store', join(folder, 'both'));
    const { url, registry } = JSON.parse(await firstLine(child)) as { url: string; registry: { url: string } };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    expect(registry).toEqual({ url: 'http://127.0.0.1:5500', certificateFingerprint: null, certificatePath: null });
    expect((await fetch(`${registry.url}/v2/`)).status).toBe(200);
    expect((await fetch(`${registry.url}/v2/app/blobs/uploads/`, { method: 'POST' })).status).toBe(202);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('serves neither where the registry cannot be', async () => {
    const taken = createServer().listen(5500, '127.0.0.1');
    await once(taken, 'listening');
    const { status, stdout, stderr } = spawnSync(process.execPath, program('serve', '--ui', '--allow-push'), {
      encoding: 'utf8',
    });
    taken.close();
    expect([status, stdout]).toEqual([5, '']);
    expect(stderr).toContain('5500');
  });

  it('ends with pages connected and an import half-way, and leaves nothing of it', async () => {
    const store = join(folder, 'c');
    const child = start('--store', store);
    const url = new URL(await firstLine(child));
    const entered = await fetch(url, { redirect: 'manual' });
    const headers = { cookie: entered.headers.getSetCookie()[0]?.split(';')[0] ?? '', 'content-type': 'application/json' };
    const post = async (path: string, value: object): Promise<unknown> =>
      await (await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(value) })).json();
    const events = await fetch(new URL('/api/events', url), { headers });
    const archive = readFileSync(join(archiveFolder, 'docker-28.5', 'app.tar'));
    const { pick } = (await post('/api/uploads', { name: 'app.tar', sizeBytes: archive.length })) as { pick: string };
    // Half the file, and then nothing more: the import waits for the rest.
    const half = new ReadableStream({ start: (controller) => controller.enqueue(archive.subarray(0, archive.length >> 1)) });
    const sending = fetch(new URL(`/api/uploads/${pick}`, url), { method: 'PUT', headers, body: half, duplex: 'half' });
    const taken = sending.then(
      ({ ok }) => ok,
      () => false,
    );
    await post('/api/call', { name: 'archive.import', input: { picks: [pick] } });
    const decoder = new TextDecoder();
    let heard = '';
    for await (const chunk of events.body ?? []) {
      heard += decoder.decode(chunk as Uint8Array, { stream: true });
      if (heard.includes('job.progress') || heard.includes('job.changed')) break;
    }
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await taken).toBe(false);
    expect(blobsIn(store).size).toBe(0);
    expect(leftoversIn(store)).toEqual([]);
  });

  it.each([
    [['serve', '--ui', '--port', 'http'], '--port is a number up to 65535, not "http".'],
    [['serve', '--ui', '--port', '65536'], '--port is a number up to 65535, not "65536".'],
  ])('refuses %j with 2', (words, message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, program(...words), { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${message}`);
  });
});
