// Tests of the places of `stowage sync` as they are typed, and of the command from one registry to another.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { readPlace } from '../../../main/cli/sync-places.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { temporaryFolder } from '../opened-store.ts';
import { withRegistry } from '../registry/server/served-registry.ts';
import { ranCommand } from './ran-command.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ['store', { kind: 'store', path: null }],
  ['store:/srv/images', { kind: 'store', path: '/srv/images' }],
  ['archive:images.bin', { kind: 'archive', path: 'images.bin' }],
  ['archive:-', { kind: 'archive', path: '-' }],
  ['site.tar.zst', { kind: 'archive', path: 'site.tar.zst' }],
  ['../site.TGZ', { kind: 'archive', path: '../site.TGZ' }],
  ['./layout', { kind: 'archive', path: './layout' }],
  ['/srv/layout', { kind: 'archive', path: '/srv/layout' }],
  ['localhost:5000/', { kind: 'registry', reference: 'localhost:5000/' }],
  ['registry.example.com/team/*', { kind: 'registry', reference: 'registry.example.com/team/*' }],
  ['store/app:1', { kind: 'registry', reference: 'store/app:1' }],
])('%s is what it is written as', (text, place) => {
  expect(readPlace(text)).toEqual(place);
});

it('what is behind store: and archive: is taken as it stands', () => {
  fc.assert(
    fc.property(fc.constantFrom('store', 'archive'), fc.string({ minLength: 1 }), (kind, path) => {
      expect(readPlace(`${kind}:${path}`)).toEqual({ kind, path });
    }),
  );
});

it('a sync from one registry to another says what it brought, and held, and fails with what is in the way', async () => {
  becomeUser(folder);
  const words = ['--store', join(folder, 'store'), '--no-color', '--progress', 'none'];
  await withRegistry(async (from) => {
    const image = await from.pushImage('team/app', '1.0', 'a layer');
    await from.pushImage('team/app', 'next', 'another');
    await withRegistry(async (to) => {
      const [source, destination] = [`127.0.0.1:${from.port}/`, `127.0.0.1:${to.port}/mirror/`];
      const run = async (...more: readonly string[]): Promise<Awaited<ReturnType<typeof ranCommand>>> =>
        await ranCommand('sync', source, destination, '--repo', 'team/*', '--tag', '[0-9.]+', ...more, ...words);
      const planned = await run('--dry-run');
      const line = `new      ${destination}team/app:1.0  ${image.manifest.digest}  from ${source}team/app:1.0`;
      expect([planned.code, planned.stderr, planned.stdout.split('\n')[0]]).toEqual([0, '', line]);
      expect(planned.stdout).toMatch(/^Would sync 1 artifact: .* new, 0 B already there$/m);
      const done = await run();
      expect([done.code, done.stdout.split('\n')[0]]).toEqual([0, line]);
      expect(done.stdout).toMatch(/^Synced 1 artifact: .* new, 0 B already there$/m);
      const again = await run('--json');
      expect(JSON.parse(again.stdout)).toMatchObject({ dryRun: false, newBytes: 0, synced: [{ status: 'held' }] });
      const bad = await ranCommand('sync', source, 'mirror', ...words);
      expect([bad.code, bad.stdout]).toEqual([2, '']);
      expect(bad.stderr).toContain('registry');
    });
  });
});
