// Tests of the commands that look after a store, from the words of a command line to the files of a real store and back.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ArtifactDetail, Page, StoreSummary } from '../../../preload/contract/model.ts';
import type {
  BlobExplanation,
  CleanupPlan,
  CleanupReport,
  LockInfo,
  LogEntry,
  RemovalPlan,
  RepairReport,
  StoreInfo,
  UndoOffer,
  VerifyReport,
} from '../../../preload/contract/upkeep-model.ts';
import { writeImages } from '../../support/small-archive.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { blobsIn, filesOf, temporaryFolder } from '../opened-store.ts';
import { type RanCommand, ranCommand } from './ran-command.ts';

const folder = temporaryFolder();
let archive = '';
let store = '';

beforeAll(async () => {
  // Equal layers are equal blobs: app:1 and app:2 share one, and each has one of its own.
  archive = await writeImages(folder, 'apps.tar', {
    'docker.io/library/app:1': ['shared', 'one'],
    'docker.io/library/app:2': ['shared', 'two'],
    'docker.io/library/db:1': ['three'],
  });
});
beforeEach(async ({ task }) => {
  const home = join(folder, task.id);
  mkdirSync(home);
  becomeUser(home);
  store = join(home, 'images');
  await ok('import', archive);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...words: readonly string[]): Promise<RanCommand> {
  return await ranCommand(...words, '--store', store);
}

/** What a command that ends with 0 prints. */
async function ok(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect([words, code, stderr]).toEqual([words, 0, '']);
  return stdout;
}

async function json<Value>(...words: readonly string[]): Promise<Value> {
  const { stdout, stderr } = await run(...words, '--json');
  expect([words, stderr]).toEqual([words, '']);
  return JSON.parse(stdout) as Value;
}

/** The store answers with this failure, in its exit code too, and is as it was. */
async function refused(code: number, failure: string, ...words: readonly string[]): Promise<void> {
  const before = filesOf(store);
  const ran = await run(...words, '--json');
  expect([ran.code, (JSON.parse(ran.stderr) as { error: { code: string } }).error.code]).toEqual([code, failure]);
  expect(filesOf(store)).toEqual(before);
}

async function onlyLayerOf(reference: string): Promise<string> {
  const { image } = await json<ArtifactDetail>('show', reference);
  return image?.layers.at(-1)?.digest ?? '';
}

function blobFile(digest: string): string {
  return join(store, 'blobs', ...digest.split(':'));
}

describe('stowage lock', () => {
  it('keeps a tag from deletion and change, with or without force, until it is unlocked', async () => {
    expect(await ok('lock', 'app:1')).toBe('app:1 is locked: delete, write\n');
    await refused(5, 'locked', 'rm', 'app:1');
    await refused(5, 'locked', 'rm', '--force', 'app:1');
    await refused(5, 'locked', 'tag', 'app:2', 'app:1');
    expect((await run('rm', '--dry-run', 'app:1')).code).toBe(5);
    expect(await ok('tags', 'app')).toMatch(/^1 .*locked$/m);
    expect(await ok('status')).toMatch(/^Locks +1$/m);
    expect(await ok('lock', '-q')).toBe('app:1\n');
    expect(await json<readonly LockInfo[]>('lock')).toMatchObject([{ tag: '1', switches: { deleteEnabled: false } }]);
    expect(await ok('unlock', 'app:1')).toBe('app:1 has no lock of its own\n');
    expect(await ok('lock')).toBe('Nothing is locked.\n');
    await ok('rm', 'app:1');
  });

  it('turns off only the switches it is given, on a repository when no tag is named', async () => {
    expect(await ok('lock', 'app', '--list-enabled', 'false')).toBe('app is locked: list\n');
    expect(await ok('repos', '-q')).toBe('db\n');
    expect(await ok('lock', 'app', '--list-enabled', 'true', '--read-enabled', 'false')).toBe('app is locked: read\n');
    await refused(5, 'locked', 'export', 'app:1', '-o', join(folder, 'locked.tar'));
    await refused(2, 'usage', 'lock', '--read-enabled', 'true');
    await refused(3, 'repository-not-found', 'lock', 'nowhere');
  });
});

describe('stowage rm and undo', () => {
  it('shows what would go, deletes it, and brings it back whole', async () => {
    const before = blobsIn(store);
    const plan = await json<RemovalPlan>('rm', '--dry-run', 'app:1');
    expect(plan).toMatchObject({ artifacts: [{ tags: ['1'] }], breaks: [], locks: [] });
    expect(blobsIn(store)).toEqual(before);
    const deleted = await ok('rm', 'app:1');
    expect(deleted).toMatch(
      /^Deleted [0-9a-f]{12} of app with tag 1\nFreed .* blobs\.\nUndo with `stowage undo` until .*\d\d:\d\d\.\n$/,
    );
    expect(blobsIn(store).size).toBe(before.size - plan.blobCount);
    expect((await json<UndoOffer>('undo', '--dry-run')).artifacts).toEqual(plan.artifacts);
    expect(await ok('undo', '--dry-run')).toMatch(/^Would take back .*:\nWould bring back [0-9a-f]{12} of app with tag 1\n$/);
    expect(await ok('undo')).toMatch(/^Brought back [0-9a-f]{12} of app with tag 1\n.* in \d blobs are in the store again\.\n$/);
    expect(blobsIn(store)).toEqual(before);
    expect(await ok('tags', '-q', 'app')).toBe('app:1\napp:2\n');
    expect((await run('undo', '--dry-run')).code).toBe(3);
    await refused(3, 'nothing-to-undo', 'undo');
  });
});

describe('stowage cleanup', () => {
  it('plans, then frees exactly what it promised, and keeps what is shared', async () => {
    await ok('untag', 'app:1');
    const before = blobsIn(store);
    expect((await json<CleanupPlan>('cleanup', '--dry-run')).totals.freedBytes).toBe(0);
    const plan = await json<CleanupPlan>('cleanup', '--dry-run', '--older-than', '0');
    expect(plan.totals.fullBytes).toBe(plan.totals.staysBytes + plan.totals.freedBytes);
    expect([plan.totals.staysBytes > 0, plan.totals.freedBytes > 0]).toEqual([true, true]);
    expect(await ok('cleanup', '--dry-run', '--older-than', '0')).toMatch(
      / app@[0-9a-f]{12} .* 1 .*\n(.*\n)*Would free .* \(1 artifact\)\n$/,
    );
    expect(blobsIn(store)).toEqual(before);
    const report = await json<CleanupReport>('cleanup', '--older-than', '0');
    expect([report.totals, report.measuredBytes, report.deletedArtifacts]).toEqual([plan.totals, plan.totals.freedBytes, 1]);
    expect(blobsIn(store).size).toBe(before.size - report.deletedBlobs);
    expect(await ok('cleanup', '--older-than', '0')).toMatch(/Freed 0 B\n$/);
  });

  it('removes tags that match entirely, in repositories that match, except the newest', async () => {
    await refused(2, 'pattern-invalid', 'cleanup', '--tag', '(', '--older-than', '0');
    await refused(2, 'usage', 'cleanup', '--keep', 'many');
    await ok('cleanup', '--repo', '*b', '--tag', '[12]', '--older-than', '0', '--untagged');
    expect(await ok('repos', '-q')).toBe('app\n');
    const { removedTags } = await json<CleanupReport>(
      'cleanup',
      '--repo',
      'app',
      '--tag',
      '.*',
      '--keep',
      '1',
      '--older-than',
      '0',
    );
    expect([removedTags, (await ok('tags', '-q', 'app')).trim().split('\n').length]).toEqual([1, 1]);
  });
});

describe('stowage verify, repair and why', () => {
  it('finds a damaged blob, keeps its artifacts from export, and heals it from an archive', async () => {
    expect(await ok('verify')).toMatch(/^Checked \d+ blobs, .*\nNo damage found\.\n$/);
    const layer = await onlyLayerOf('app:1');
    const bytes = readFileSync(blobFile(layer));
    chmodSync(blobFile(layer), 0o644);
    writeFileSync(blobFile(layer), Buffer.alloc(bytes.length));
    const found = await run('verify');
    expect(found.code).toBe(6);
    expect(found.stdout).toContain(`damaged: ${layer} `);
    expect(found.stdout).toContain('needed by app:1');
    expect(await ok('status')).toMatch(/^Damaged +1 blob[^]*^In quarantine +\d/m);
    expect(await ok('tags', 'app')).not.toContain('damaged');
    expect(await ok('manifests', 'app')).toMatch(/^[0-9a-f]{12} {2}1 .*damaged/m);
    expect((await json<BlobExplanation>('why', layer)).status).toBe('damaged');
    await refused(6, 'artifact-damaged', 'export', 'app:1', '-o', join(folder, 'damaged.tar'));
    const other = await writeImages(folder, 'other.tar', { 'docker.io/library/other:1': ['four'] });
    const missed = await run('repair', '--all', '--from', other);
    expect([missed.code, missed.stdout.includes(`left: ${layer}`)]).toEqual([6, true]);
    expect(await json<RepairReport>('repair', layer, '--from', archive)).toMatchObject({ healed: [{ digest: layer }], left: [] });
    expect(readFileSync(blobFile(layer))).toEqual(bytes);
    expect((await json<VerifyReport>('verify', 'app', '--since-last', '--limit', '1GB')).damage).toEqual([]);
    expect(await json<StoreSummary>('status')).toMatchObject({ damagedCount: 0, quarantineBytes: 0 });
  });

  it('refuses to repair without a source or anything to heal', async () => {
    await refused(2, 'usage', 'repair', '--all');
    await refused(2, 'usage', 'repair', '--from', archive);
    expect(await ok('repair', '--all', '--from', archive)).toBe('Nothing is damaged or missing.\n');
  });

  it('proves why a blob is kept', async () => {
    const layer = await onlyLayerOf('app:1');
    expect(await ok('why', layer)).toContain('It is needed:\n  app:1 → ');
    await ok('untag', 'app:1');
    expect(await ok('why', layer)).toContain('  untagged app@');
    await refused(3, 'blob-not-found', 'why', `sha256:${'0'.repeat(64)}`);
  });
});

describe('stowage log', () => {
  it('lists changes, the newest first, and filters them', async () => {
    await ok('untag', 'app:1');
    const { items, total } = await json<Page<LogEntry>>('log');
    expect([items.map(({ operation, door }) => [operation, door]), total]).toEqual([
      [
        ['untag', 'cli'],
        ['import', 'cli'],
      ],
      2,
    ]);
    expect(await ok('log')).toMatch(
      /^Time .*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .* untag +app:1 taken from [0-9a-f]{12}\n.* import +/,
    );
    expect(await ok('log', '--limit', '1')).toMatch(/\n1 earlier change; show more with --limit N\.\n$/);
    expect((await json<Page<LogEntry>>('log', 'untag')).total).toBe(1);
    expect((await json<Page<LogEntry>>('log', '--since', '1h')).total).toBe(2);
    await refused(2, 'usage', 'log', '--since', 'yesterday');
  });
});

async function knownStores(): Promise<readonly StoreInfo[]> {
  return JSON.parse((await ranCommand('store', 'list', '--json')).stdout) as readonly StoreInfo[];
}

describe('stowage store', () => {
  it('makes, opens, copies into, moves and forgets stores', async () => {
    const other = join(folder, 'other');
    const made = await ranCommand('store', 'create', other, '--name', 'Other');
    expect([made.code, made.stdout.split('\n')[0]]).toEqual([0, `Made Other at ${other}`]);
    expect((await knownStores()).find(({ current }) => current)).toMatchObject({ path: other, name: 'Other', readOnly: false });
    expect(await ok('store', 'copy', other, 'app:1')).toMatch(
      new RegExp(`^Copied 1 artifact to ${other}: .* new, 0 B already held\n$`),
    );
    expect((await ranCommand('tags', '-q', 'app')).stdout).toBe('app:1\n');
    await ranCommand('store', 'open', other, '--read-only');
    expect((await ranCommand('rm', 'app:1')).code).toBe(6);
    await ranCommand('store', 'forget', other);
    expect([(await knownStores()).some(({ path }) => path === other), existsSync(join(other, 'index.json'))]).toEqual([
      false,
      true,
    ]);
    const moved = join(folder, 'moved');
    expect(await ok('store', 'move', moved)).toMatch(new RegExp(` to ${moved}\n$`));
    expect([existsSync(join(store, 'index.json')), existsSync(join(moved, 'index.json'))]).toEqual([false, true]);
  });
});

describe('--read-only', () => {
  it('lets every command look, and none change', async () => {
    expect(await ok('--read-only', 'tags', '-q', 'app')).toBe('app:1\napp:2\n');
    expect((await json<StoreSummary>('status', '--read-only')).readOnly).toBe(true);
    for (const words of [
      ['rm', 'app:1'],
      ['untag', 'app:1'],
      ['lock', 'app:1'],
      ['cleanup', '--older-than', '0'],
    ])
      await refused(6, 'store-read-only', '--read-only', ...words);
  });
});
