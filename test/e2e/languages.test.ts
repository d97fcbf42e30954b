// Room test/e2e: in Traditional Chinese no English is left on any screen: neither in what is read nor in what is spoken. Names, tags,
// digests, commands, media types and units stay as they are.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { components } from '../../renderer/features/settings/components.ts';
import { ask } from './ask.ts';
import { journeys } from './journey.ts';
import type { Launched } from './launch.ts';
import { fillTransfers, leave, screens } from './screens.ts';
import { fillShowcase, showcase } from './showcase.ts';

const journey = journeys();

/** What stays as it is, taken out of a text before looking for words in it. */
const untranslated: readonly RegExp[] = [
  // Paths, references, media types, addresses, digests.
  /(?:\/[\w.-]+)+|[\w.-]+(?:[/:@][\w.+…-]+)+/g,
  /\bsha256\b|[0-9a-f]{12,}/g,
  // Keys of labels and variables of the environment.
  /\borg\.opencontainers[\w.]+|\b[A-Z]+(?:_[A-Z]+)*\b/g,
  /[\w-]+\.(?:tar|json|gz|zst|oci)\b|\.(?:tar|gz|zst)+\b/g,
  // Tags and repositories of the store.
  /\b(?:v?\d[\w.-]*|latest|nightly|stable|web|worker|nginx|postgres|redis|prometheus|heldout-\w+|app|prom|shipyard|ngnix)\b/g,
  // Registries and their names.
  /[\w-]+\.example\.com|[\w.-]+\.internal|\bdocker\.io\b|\b(?:Docker Hub|Staging|Site)\b/g,
  // Platforms, units, keys.
  /\b(?:linux|amd64|arm64|arm|v7|windows)\b/g,
  /\b(?:[kKMGT]i?B|B)\b/g,
  /\b(?:Ctrl|Alt|Shift|Esc|Enter|Space|Tab|Home|End|PgUp|PgDn|Delete|Backspace|F6|F10)\b/g,
  // Keys of an image's config, as the specification writes them.
  /\b(?:Entrypoint|Cmd|Env|User|WorkingDir|ExposedPorts|Volumes|Labels|Healthcheck|StopSignal)\b/g,
  // Proper names and words that the glossary keeps.
  /\b(?:Stowage|OCI|Docker|docker|Podman|podman|skopeo|helm|Helm|oras|ctr|crane|cosign|containerd|Blob|SBOM|SPDX|JSON|ID|tar|gzip|zstd|ISC|MIT|Apache License|English|save|load|layout|Electron|Diff|Kubernetes|nerdctl)\b/g,
];

interface Said {
  readonly text: string;
  readonly where: string;
}

/** Texts that are seen, names that are spoken, tooltips; not code, keys and what the user's own content says. */
async function saidOn({ page }: Launched): Promise<readonly Said[]> {
  return await page.evaluate(() => {
    const found: { text: string; where: string }[] = [];
    const own = 'code, pre, kbd, script, style';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent?.trim() ?? '';
      if (element === null || text === '' || element.closest(own) !== null || !element.checkVisibility()) continue;
      found.push({ text, where: element.tagName });
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-roledescription]')) {
      if (!element.checkVisibility() || element.closest(own) !== null) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-roledescription']) {
        const text = element.getAttribute(name);
        if (text !== null) found.push({ text, where: `${name} of ${element.tagName}` });
      }
    }
    return found;
  });
}

/** Lines of an image's history, names of people and packages: nobody translates those. */
async function ownTexts(app: Launched): Promise<readonly string[]> {
  const { image } = await ask(app, 'artifact.show', { reference: `${showcase.web}:v2.4.0` });
  const lines = (image?.history ?? []).map(({ instruction, text }) => `${instruction} ${text}`);
  const packages = components.flatMap(({ name, licence }) => [name, licence]);
  return [
    ...packages,
    image?.author ?? '',
    ...lines,
    ...(image?.run?.cmd ?? []),
    ...(image?.run?.env ?? []),
    ...(image?.run?.healthcheck ?? []),
  ];
}

/** Names that stand inside of sentences: of stores, and of who changed them. */
async function ownNames(app: Launched): Promise<readonly string[]> {
  const stores = await ask(app, 'store.list', {});
  const { items } = await ask(app, 'log.list', {}).catch(() => ({ items: [] }));
  return [...stores.map(({ name }) => name), ...items.flatMap(({ user }) => (user === null ? [] : [user]))];
}

function english({ text, where }: Said, names: readonly string[], own: readonly string[] = []): readonly string[] {
  if (own.some((each) => each.includes(text))) return [];
  const patterns = [...names, ...untranslated];
  const rest = patterns.reduce<string>((left, pattern) => left.replaceAll(pattern, ' '), text);
  return /[A-Za-z]{2,}/.test(rest) ? [`${text} (${where})`] : [];
}

test('no screen says anything in English', { timeout: 120_000 }, async () => {
  await fillShowcase(journey.store, journey.folder, 0.001);
  const app = await journey.start('web', { locale: 'zh-TW' });
  await ask(app, 'settings.change', { language: 'zh-Hant' });
  await fillTransfers(app);
  const own = await ownTexts(app);
  const names = await ownNames(app);
  const found: Record<string, readonly string[]> = {};
  for (const screen of screens) {
    await screen.open(app);
    expect(await app.page.evaluate(() => document.documentElement.lang)).toBe('zh-Hant');
    const here = [...new Set((await saidOn(app)).flatMap((said) => english(said, names, own)))];
    if (here.length > 0) found[screen.name] = here;
    await leave(app, screen);
  }
  expect(found).toEqual({});
});

test('the first run says nothing in English, and follows the language of the system', async () => {
  const app = await journey.start('web', { locale: 'zh-TW', store: join(journey.folder, 'none') });
  await app.page.getByRole('heading', { level: 1 }).waitFor();
  expect(await app.page.evaluate(() => document.documentElement.lang)).toBe('zh-Hant');
  const names = await ownNames(app);
  expect((await saidOn(app)).flatMap((said) => english(said, names))).toEqual([]);
});
