// Page object: an artifact: its head, its tabs, and the layers beside the history that made them.
import type { Locator, Page } from 'playwright-core';

export class ArtifactPage {
  readonly head: Locator;
  readonly layers: Locator;
  readonly strip: Locator;
  readonly inspector: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.head = page.getByRole('region', { name: 'Artifact', exact: true });
    this.layers = page.getByRole('grid', { name: 'Layers' });
    this.strip = page.getByRole('img', { name: /drawn to scale by stored size$/ });
    this.inspector = page.getByRole('complementary', { name: 'Inspector' });
  }

  tab(name: string): Locator {
    return this.#page.getByRole('tab', { name });
  }

  tag(tag: string): Locator {
    return this.head.getByRole('button', { name: `Tag ${tag}`, exact: true });
  }
}
