// Room test/e2e: every screen and dialog, opened by address and keys alone, so that it works in each language. Specs that look at all of
// them (accessibility, language) and the screenshots walk this list.
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { archives, ask, jobsUntil } from './ask.ts';
import { dragFiles } from './drop-files.ts';
import type { Launched } from './launch.ts';
import { nextArchive, showcase } from './showcase.ts';

export interface Screen {
  readonly name: string;
  readonly open: (app: Launched) => Promise<void>;
}

const web = `#/library/${showcase.web}`;

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

/** Back to where nothing is open and nothing is typed. */
export async function leave(app: Launched, { name }: Screen): Promise<void> {
  if (name === 'library-nothing-matches' || name === 'drop-target') await app.page.reload();
  else await closeDialogs(app);
}

async function closeDialogs({ page }: Launched): Promise<void> {
  const dialogs = page.locator('[role=dialog], [role=alertdialog]:not([role=region] *), [role=menu]');
  while ((await dialogs.count()) > 0) {
    await page.keyboard.press('Escape');
    await dialogs.last().waitFor({ state: 'hidden' });
  }
}

async function library(app: Launched): Promise<void> {
  await goTo(app.page, web);
  await app.page.locator('[aria-multiselectable] [role=columnheader]').first().waitFor();
  await firstView(app);
  await artifactRows(app).first().waitFor();
}

/** By artifact, which is the first of the last choice in the bar. */
async function firstView({ page }: Launched): Promise<void> {
  await page.getByRole('radiogroup').last().getByRole('radio').first().check({ force: true });
}

const artifactRows = ({ page }: Launched) =>
  page.locator('[aria-multiselectable] [role=row][data-index]').filter({ has: page.locator('[data-check]') });

async function chooseArtifact(app: Launched, tag = 'v2.4.0'): Promise<void> {
  await library(app);
  await artifactRows(app).filter({ hasText: tag }).click();
  await app.page.locator('aside ol li').first().waitFor();
}

async function artifactTab(app: Launched, tab: string): Promise<void> {
  const { items } = await ask(app, 'artifact.list', { repository: showcase.web });
  const digest = items.find(({ tags }) => tags.includes('v2.4.0'))?.digest ?? '';
  await goTo(app.page, `#/artifact/${showcase.web}@${digest}/${tab}`);
  await app.page.locator(`[role=tab][aria-selected=true][data-key=${tab}]`).waitFor();
  await app.page.locator('[role=tabpanel] [data-pane]').first().waitFor();
}

/** Presses a key on the chosen artifact, which opens a dialog. */
async function dialogBy(app: Launched, key: string): Promise<void> {
  await chooseArtifact(app);
  await app.page.keyboard.press(key);
  await app.page.locator('[role=dialog], [role=alertdialog]:not([role=region] *)').waitFor();
}

async function storageView(app: Launched, view: 'map' | 'table'): Promise<void> {
  const { page } = app;
  await goTo(page, '#/storage');
  const choice = page.getByRole('main').getByRole('radiogroup').getByRole('radio');
  await (view === 'map' ? choice.first() : choice.last()).check({ force: true });
  await page
    .locator(view === 'map' ? '[data-tile]' : '[role=treegrid] [role=row][data-index]')
    .first()
    .waitFor();
  if (view === 'map') await page.locator('[data-tile]').nth(1).click();
  else await page.locator('[role=treegrid] [role=row][data-index]').nth(1).click();
}

/** Opens what the button at that place above the map asks first. */
async function storageDialog(app: Launched, place: number): Promise<Locator> {
  await storageView(app, 'map');
  await app.page.getByRole('main').getByRole('button').nth(place).click();
  const dialog = app.page.getByRole('dialog');
  await dialog.getByRole('heading').waitFor();
  return dialog;
}

async function settings(app: Launched, section: string): Promise<void> {
  await goTo(app.page, `#/settings/${section}`);
  await app.page.locator(`a[aria-current=page][href="#/settings/${section}"]`).waitFor();
}

/** The local registry on, with something to tell, and a few remote ones beside it. */
async function registry(app: Launched): Promise<void> {
  const { on } = await ask(app, 'registry.show', {});
  if (!on) {
    const start = async (port: number) => await ask(app, 'registry.start', { port, allowPush: true });
    const { address } = await start(5500).catch(async () => await start(0));
    const clients = [
      ['v2.4.0', 'docker/27.0.3'],
      ['v2.3.0', 'containerd/1.7.19'],
      ['v1.12.0', 'podman/5.1.2'],
    ] as const;
    for (const [tag, client] of clients) {
      const place = `http://${address}/v2/${showcase.web}`;
      const answer = await fetch(`${place}/manifests/${tag}`, { headers: { 'user-agent': client } });
      const { layers = [] } = (await answer.json()) as { readonly layers?: readonly { readonly digest: string }[] };
      for (const { digest } of layers)
        await (await fetch(`${place}/blobs/${digest}`, { headers: { 'user-agent': client } })).arrayBuffer();
    }
    await ask(app, 'remote.set', { registry: 'harbor.staging.internal', name: 'Staging' });
    await ask(app, 'remote.set', { registry: 'registry.site-b.internal:8443', name: 'Site B' });
  }
  await goTo(app.page, '#/registry');
  await app.page.getByRole('tabpanel').locator('dd').first().waitFor();
  await app.page.getByRole('main').locator('ol li').nth(2).waitFor();
}

/** What the Registry screen asks in a dialog, once this is clicked. */
async function registryDialog(app: Launched, which: (page: Page) => Locator): Promise<void> {
  await registry(app);
  await which(app.page).click({ force: true });
  await app.page.locator('[role=dialog] input').first().waitFor();
}

async function planNext(app: Launched): Promise<void> {
  await library(app);
  if (app.kind === 'electron') return;
  const { storePath } = await ask(app, 'host.describe', {});
  const { pick } = await ask(app, 'pick.path', { path: join(dirname(storePath), nextArchive) });
  await ask(app, 'archive.import', { picks: [pick], review: true });
  await app.page.getByRole('dialog').getByRole('table').waitFor();
}

/** Gives Transfers something to show: what went well, what did not, what was stopped. */
export async function fillTransfers(app: Launched): Promise<void> {
  const settled = async (count: number): Promise<void> => {
    await jobsUntil(app, (jobs) => jobs.length === count && jobs.every(({ endedAt }) => endedAt !== null));
  };
  const sample = await ask(app, 'pick.sample', {});
  await ask(app, 'archive.import', { picks: [sample.pick], review: true });
  const [waiting] = await jobsUntil(app, ([job]) => job?.state === 'needs-answer');
  await ask(app, 'job.answer', { job: waiting?.id ?? '', proceed: false });
  await settled(1);
  const again = await ask(app, 'pick.sample', {});
  await ask(app, 'archive.import', { picks: [again.pick] });
  await settled(2);
  await app.dropFiles([join(archives, 'hostile-truncated', 'oci-in-a-layer.tar')], { shift: true });
  await settled(3);
}

export const screens: readonly Screen[] = [
  { name: 'library', open: async (app) => await chooseArtifact(app) },
  {
    name: 'library-by-tag',
    open: async (app) => {
      await library(app);
      await app.page.getByRole('radiogroup').last().getByRole('radio').last().check({ force: true });
      await app.page.locator('[role=grid][aria-multiselectable] [role=row][data-index]').first().waitFor();
    },
  },
  {
    name: 'library-selection',
    open: async (app) => {
      await chooseArtifact(app);
      await artifactRows(app)
        .filter({ hasText: 'v2.3.0' })
        .click({ modifiers: ['ControlOrMeta'] });
      await app.page.getByRole('toolbar').waitFor();
    },
  },
  {
    name: 'library-unfolded',
    open: async (app) => {
      await chooseArtifact(app);
      await app.page.keyboard.press('ArrowRight');
      await app.page.locator('[role=row][aria-level="2"][data-index]').last().waitFor();
    },
  },
  {
    name: 'library-untagged',
    open: async (app) => {
      await goTo(app.page, '#/library?show=untagged');
      await app.page.locator('[aria-multiselectable] [role=row][data-index]').first().waitFor();
    },
  },
  {
    name: 'library-nothing-matches',
    open: async (app) => {
      await library(app);
      await app.page.getByRole('searchbox').first().fill('ngnix');
      await app.page.getByRole('treegrid').first().getByRole('row').first().waitFor({ state: 'hidden' });
    },
  },
  ...['overview', 'layers', 'config', 'manifest', 'referrers'].map(
    (tab): Screen => ({ name: `artifact-${tab}`, open: async (app) => await artifactTab(app, tab) }),
  ),
  {
    name: 'artifact-not-here',
    open: async ({ page }) => {
      await goTo(page, `#/artifact/${showcase.web}@sha256:${'0'.repeat(64)}/overview`);
      await page.getByRole('main').getByRole('button').first().waitFor();
    },
  },
  { name: 'storage-map', open: async (app) => await storageView(app, 'map') },
  { name: 'storage-table', open: async (app) => await storageView(app, 'table') },
  {
    name: 'cleanup',
    open: async (app) => {
      const dialog = await storageDialog(app, 1);
      await dialog.locator('button[aria-haspopup=listbox]').click();
      await app.page.getByRole('option').first().click();
      await dialog.locator('[role=row][aria-level="2"][data-index]').first().waitFor();
    },
  },
  { name: 'verify', open: async (app) => void (await storageDialog(app, 0)) },
  {
    name: 'transfers',
    open: async ({ page }) => {
      await goTo(page, '#/transfers');
      await page.getByRole('article').first().waitFor();
    },
  },
  { name: 'registry', open: registry },
  {
    name: 'registry-add-user',
    open: async (app) =>
      await registryDialog(app, (page) =>
        page.getByRole('article').first().getByRole('radiogroup').first().getByRole('radio').last(),
      ),
  },
  {
    name: 'registry-add-remote',
    open: async (app) =>
      await registryDialog(app, (page) =>
        page
          .locator('article', { has: page.getByRole('table') })
          .locator('header')
          .getByRole('button'),
      ),
  },
  { name: 'pull', open: async (app) => await dialogBy(app, 'p') },
  { name: 'push', open: async (app) => await dialogBy(app, 'u') },
  ...['general', 'store', 'registry', 'accessibility', 'about'].map(
    (section): Screen => ({ name: `settings-${section}`, open: async (app) => await settings(app, section) }),
  ),
  {
    name: 'locks',
    open: async ({ page }) => {
      await goTo(page, '#/locks');
      await page.getByRole('grid').waitFor();
    },
  },
  {
    name: 'history',
    open: async ({ page }) => {
      await goTo(page, '#/log');
      await page.getByRole('treegrid').getByRole('row').nth(1).click();
      await page.keyboard.press('ArrowRight');
      await page.locator('[role=row][aria-level="2"][data-index]').first().waitFor();
    },
  },
  {
    name: 'why',
    open: async (app) => {
      await artifactTab(app, 'layers');
      await app.page.locator('aside').getByRole('button').nth(-2).click();
      await app.page.locator('[role=dialog] ol ol').first().waitFor();
    },
  },
  {
    name: 'stores',
    open: async (app) => {
      await library(app);
      await app.page.locator('nav section').getByRole('button').click();
      await app.page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'store-create',
    open: async (app) => {
      await library(app);
      await app.page.locator('nav section').getByRole('button').click();
      await app.page.locator('[role=menuitem][data-key=create]').click();
      await app.page.locator('[role=dialog] input').first().waitFor();
    },
  },
  { name: 'lock', open: async (app) => await dialogBy(app, 'l') },
  { name: 'add-tag', open: async (app) => await dialogBy(app, 't') },
  { name: 'remove-tag', open: async (app) => await dialogBy(app, 'Shift+T') },
  {
    name: 'delete',
    open: async (app) => {
      await dialogBy(app, 'Delete');
      await app.page.locator('[role=alertdialog]:not([role=region] *) footer button:enabled').nth(1).waitFor();
    },
  },
  { name: 'export', open: async (app) => await dialogBy(app, 'e') },
  { name: 'keyboard-help', open: async (app) => await dialogBy(app, '?') },
  {
    name: 'command-palette',
    open: async (app) => {
      await dialogBy(app, 'ControlOrMeta+k');
      await app.page.keyboard.type('web');
      await app.page.getByRole('option').filter({ hasText: 'v2.4.0' }).first().waitFor();
    },
  },
  { name: 'import-plan', open: planNext },
  {
    name: 'import-from',
    open: async (app) => {
      // The desktop has the system's dialog instead.
      if (app.kind === 'web') await dialogBy(app, 'i');
    },
  },
  {
    name: 'drop-target',
    open: async (app) => {
      await chooseArtifact(app);
      const names = ['docker-28.5/app.tar', 'docker-28.5/several.tar', 'crane-0.20/tarball.tar'];
      await dragFiles(
        app.page,
        names.map((name) => join(archives, name)),
        ['dragEnter', 'dragOver'],
      );
      await app.page.locator('[role=status][aria-live=assertive] h2').waitFor();
    },
  },
];
