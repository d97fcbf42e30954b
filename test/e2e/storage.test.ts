// Room test/e2e: Storage: every byte on disk stands in exactly one place, the map and its table say the same, and both are walked
// with the keyboard.
import { describe, expect, test } from 'vitest';
import { blobsIn, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { exactBytes, Frame } from './pages/frame.ts';
import { StoragePage } from './pages/storage-page.ts';

const journey = journeys();
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

async function start(door: HostKind): Promise<{ app: Launched; storage: StoragePage }> {
  const archive = await writeImages(journey.folder, 'fleet.tar', {
    'registry.example.com/fleet/web:1': ['base', 'web one'],
    'registry.example.com/fleet/web:2': ['base', 'web one', 'web two'],
    'registry.example.com/fleet/worker:1': ['base', 'worker'],
    'docker.io/library/tools:1': ['tools', 'more tools'],
    'docker.io/library/tools:2': ['tools', 'other tools'],
    'docker.io/library/lone:latest': ['lone'],
  });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  await ask(app, 'tag.remove', { references: ['docker.io/library/tools:1'] });
  await new Frame(app.page).open('Storage');
  const storage = new StoragePage(app.page);
  await storage.tiles.first().waitFor();
  return { app, storage };
}

interface TableRow {
  readonly name: string;
  readonly level: number;
  readonly unique: string;
  readonly inside: string;
  readonly bytes: number;
  readonly text: string;
}

async function tableRows({ table }: StoragePage): Promise<readonly TableRow[]> {
  const rows = table.getByRole('row').filter({ has: table.page().getByRole('rowheader') });
  await rows.first().waitFor();
  return await Promise.all(
    (await rows.all()).map(async (row) => {
      const cells = (await row.getByRole('gridcell').allInnerTexts()).map(plain);
      return {
        name: plain(await row.getByRole('rowheader').innerText()),
        level: Number(await row.getAttribute('aria-level')),
        unique: cells[1] ?? '',
        inside: cells[2] ?? '',
        text: cells[3] ?? '',
        bytes: (await exactBytes(row)).at(-1) ?? -1,
      };
    }),
  );
}

function sum(rows: readonly TableRow[]): number {
  return rows.reduce((total, { bytes }) => total + bytes, 0);
}

/** Headings and gaps take some room from each region: what is more than twice as much is drawn larger. */
async function expectToScale(storage: StoragePage): Promise<void> {
  const drawn = await storage.tiles.evaluateAll((all) =>
    all.map((tile) => {
      const { width, height } = tile.getBoundingClientRect();
      const [, figure = '', unit = ''] = / ([\d.]+) (k?B), /.exec(tile.getAttribute('aria-label') ?? '') ?? [];
      return { area: width * height, bytes: Number(figure) * (unit === 'kB' ? 1000 : 1) };
    }),
  );
  const order = drawn.toSorted((left, right) => right.area - left.area);
  for (const [place, { bytes }] of order.entries())
    for (const smaller of order.slice(place + 1)) expect(smaller.bytes).toBeLessThan(bytes * 2);
}

describe.each(doors)('in %s, Storage', (door) => {
  test('adds up to the bytes on disk at every level, and the map says the same as the table, drawn to scale', async () => {
    const { app, storage } = await start(door);
    const tiles = await storage.tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute('aria-label') ?? ''));
    await expectToScale(storage);
    const files = [...blobsIn(journey.store).values()].reduce((total, bytes) => total + bytes.length, 0);
    expect((await ask(app, 'usage.show', {})).diskBytes).toBe(files);
    expect(await exactBytes(storage.figure('On disk'))).toEqual([files]);
    await storage.show('Table');
    const rows = await tableRows(storage);
    expect(sum(rows.filter(({ level }) => level === 1))).toBe(files);
    for (const [place, row] of rows.entries()) {
      if (row.level !== 1) continue;
      const next = rows.findIndex(({ level }, at) => at > place && level === 1);
      const children = rows.slice(place + 1, next === -1 ? rows.length : next);
      if (children.length > 0) expect(sum(children)).toBe(row.bytes);
    }
    const leaves = rows.filter(({ level }, place) => level > 1 || (rows[place + 1]?.level ?? 1) === 1);
    const expected = leaves.flatMap(({ name, unique, inside, text }) => {
      if (name === 'Shared across repositories') return [`Used by two or more repositories ${text}, shared across repositories`];
      const leaf = name.split('/').at(-1) ?? name;
      return [
        ...(unique === '–' ? [] : [`${leaf} ${unique}, unique to one artifact`]),
        ...(inside === '–' ? [] : [`Shared inside ${inside}, ${leaf}`]),
      ];
    });
    expect(tiles.toSorted()).toEqual(expected.toSorted());
  });

  test('is zoomed and left again with the keyboard alone', async () => {
    const { app, storage } = await start(door);
    const { page } = app;
    const focused = async (): Promise<string> =>
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '');
    // F6 goes round the panes: into the one with the map.
    for (let pane = 0; pane < 8 && !(await focused()).includes(', unique to'); pane += 1) {
      await page.keyboard.press('F6');
      if ((await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('aria-label'))) === 'Storage')
        break;
    }
    for (let stop = 0; stop < 4 && !/B, /.test(await focused()); stop += 1) await page.keyboard.press('Tab');
    const tile = await focused();
    expect(tile).toMatch(/B, /);
    const moves = new Set([tile]);
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await page.keyboard.press(key);
      moves.add(await focused());
    }
    expect(moves.size).toBeGreaterThan(1);
    while (!(await focused()).startsWith('tools ')) await page.keyboard.press(await towards(app, 'tools '));
    await page.keyboard.press('Enter');
    await storage.place.waitFor();
    expect(page.url()).toContain('at=');
    expect(await focused()).toMatch(/B, /);
    await page.keyboard.press('Backspace');
    await storage.place.waitFor({ state: 'hidden' });
    // Where one comes from keeps the focus.
    expect(await focused()).toMatch(/^(?:tools|lone|Shared inside)/);
  });

  test('counts what untagged artifacts would free as the host does', async () => {
    const { app, storage } = await start(door);
    const { items } = await ask(app, 'artifact.list', { show: 'untagged' });
    expect(items.length).toBe(1);
    const artifacts = items.map(({ repository, digest }) => ({ repository, digest }));
    const { uniqueBytes } = await ask(app, 'selection.footprint', { artifacts });
    await eventually(async () => await exactBytes(storage.details.getByRole('region', { name: 'You can free' }))).toEqual([
      uniqueBytes,
      uniqueBytes,
      0,
    ]);
  });
});

/** The arrow that leads nearer to the tile of that name. */
async function towards({ page }: Launched, name: string): Promise<string> {
  return await page.evaluate((label) => {
    const target = [...document.querySelectorAll('[data-tile]')].find(
      (tile) => tile.getAttribute('aria-label')?.startsWith(label) === true,
    );
    const from = document.activeElement?.getBoundingClientRect();
    const to = target?.getBoundingClientRect();
    if (from === undefined || to === undefined) throw new Error(`no tile ${label}`);
    const across = (to.left + to.right - from.left - from.right) / 2;
    const down = (to.top + to.bottom - from.top - from.bottom) / 2;
    if (Math.abs(across) > Math.abs(down)) return across > 0 ? 'ArrowRight' : 'ArrowLeft';
    return down > 0 ? 'ArrowDown' : 'ArrowUp';
  }, name);
}
