// Tests of `stowage serve` in a process of its own: what it prints first, what it lets clients do, and how it ends.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { startStowage, stowage } from '../../support/child.ts';
import { leftoversIn, temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string];
  return line;
}

it('prints the address first, lets clients pull only, and ends well when it is interrupted', async () => {
  const { process: child, ended } = startStowage(join(folder, 'a'), ['serve', '--port', '0']);
  const url = await firstLine(child);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
  expect((await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' })).status).toBe(405);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
});

it('ends with an upload half-way and leaves nothing of it', async () => {
  const store = join(folder, 'b');
  const { process: child, ended } = startStowage(store, ['serve', '--port', '0', '--allow-push', '--json']);
  const { url } = JSON.parse(await firstLine(child)) as { url: string };
  expect((await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' })).status).toBe(202);
  child.kill('SIGTERM');
  expect((await ended).exitCode).toBe(0);
  expect(leftoversIn(store)).toEqual([]);
});

it('refuses an address beyond this computer with 2 and a port that is taken with 5', async () => {
  const beyond = await stowage(join(folder, 'c'), 'serve', '--host', '0.0.0.0');
  expect([beyond.exitCode, beyond.stdout]).toEqual([2, '']);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = await stowage(join(folder, 'c'), 'serve', '--port', String(port));
  await new Promise((resolve) => other.close(resolve));
  expect([taken.exitCode, taken.stdout]).toEqual([5, '']);
  expect(taken.stderr).toContain(`Port ${port} is used by another program.`);
});
