// Room test/e2e: the packed app, packed here for Linux around a stand-in for Electron's distribution: what went in, what did not,
// which fuses are set, and that what went in runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildOnce, root } from '../../.build/build-once.ts';
import { asarFiles, extractAsar, fusesIn, writeDistribution } from './stand-in-distribution.ts';

const folders = { x64: 'linux-unpacked', arm64: 'linux-arm64-unpacked' } as const;
type Architecture = keyof typeof folders;

let folder: string;
const packed = (architecture: Architecture, ...rest: readonly string[]): string =>
  join(folder, 'out', folders[architecture], ...rest);

beforeAll(async () => {
  await buildOnce();
  folder = mkdtempSync(join(tmpdir(), 'stowage-pack-'));
  const distribution = join(folder, 'electron');
  writeDistribution(distribution);
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const settings = [`-c.electronDist=${distribution}`, `-c.directories.output=${join(folder, 'out')}`];
  const run = spawnSync(process.execPath, [builder, '--linux', 'dir', '--x64', '--arm64', ...settings], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stdout + run.stderr);
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['x64', 'arm64'] as const)('the app packed for Linux on %s', (architecture) => {
  const sqlite = 'node_modules/better-sqlite3/';
  const files = (): ReadonlyMap<string, { readonly unpacked?: boolean }> =>
    asarFiles(packed(architecture, 'resources', 'app.asar'));

  test('holds the built program, bridge and interface, better-sqlite3, and nothing else', () => {
    const allowed =
      /^(package\.json|LICENSE|dist\/app\/(main\/[\w-]+\.js|preload\/index\.cjs|renderer\/(index\.html|assets\/[\w-]+\.(js|css|svg|woff2))|assets\/sample\.tar))$/;
    const paths = [...files().keys()].filter((path) => !path.startsWith(sqlite));
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/app/main/index.js',
        'dist/app/preload/index.cjs',
        'dist/app/renderer/index.html',
      ]),
    );
  });

  test('has better-sqlite3’s binary for that machine alone, outside the archive', () => {
    const binaries = [...files()].filter(([path]) => path.endsWith('.node'));
    expect(binaries).toEqual([[`${sqlite}prebuilds/linux-${architecture}.node`, expect.objectContaining({ unpacked: true })]]);
    const sources = [...files().keys()].filter((path) => path.startsWith(sqlite) && !path.endsWith('.node'));
    expect(sources.filter((path) => !/\/(lib\/[\w/-]+\.js|package\.json|LICENSE)$/.test(path))).toEqual([]);
  });

  test('starts from the built program, without development’s fields', () => {
    const unpacked = join(folder, `unpacked-${architecture}`);
    extractAsar(packed(architecture, 'resources', 'app.asar'), unpacked);
    const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest['main']).toBe('dist/app/main/index.js');
    expect(manifest['devDependencies']).toBeUndefined();
  });

  test('has every fuse as it must be', () => {
    expect(fusesIn(packed(architecture, 'stowage-desktop'))).toEqual([
      'enableCookieEncryption',
      'enableEmbeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
    ]);
  });

  test('brings the command and the licences of all that is in it', () => {
    expect(statSync(packed(architecture, 'resources', 'bin', 'stowage')).mode & 0o111).toBe(0o111);
    const notices = readFileSync(packed(architecture, 'resources', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    expect(notices).toMatch(/^better-sqlite3@/m);
    expect(notices).toMatch(/^zod@/m);
    expect(existsSync(packed(architecture, 'resources', 'LICENSE.txt'))).toBe(true);
  });
});

test.skipIf(process.arch !== 'x64')('what was packed is all that it needs: it imports its own sample', () => {
  const unpacked = join(folder, 'running');
  extractAsar(packed('x64', 'resources', 'app.asar'), unpacked);
  const stowage = (...words: readonly string[]) =>
    spawnSync(process.execPath, [join(unpacked, 'dist', 'app', 'main', 'index.js'), ...words, '--store', join(folder, 'store')], {
      encoding: 'utf8',
    });
  expect(stowage('import', join(unpacked, 'dist', 'app', 'assets', 'sample.tar'))).toMatchObject({ status: 0, stderr: '' });
  expect(stowage('repos', '--quiet').stdout).not.toBe('');
});
