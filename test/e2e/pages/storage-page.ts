// Page object: Storage: the numbers, the map, its twin the table, and the details beside them.
import type { Locator, Page } from 'playwright-core';

export class StoragePage {
  readonly map: Locator;
  readonly tiles: Locator;
  readonly table: Locator;
  readonly details: Locator;
  readonly place: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.map = page.getByRole('group', { name: /^Map of the store/ });
    this.tiles = this.map.getByRole('button');
    this.table = page.getByRole('treegrid', { name: 'Storage by repository' });
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.place = page.getByRole('navigation', { name: 'Place in the map' });
  }

  figure(name: string): Locator {
    return this.#page.getByRole('definition').and(this.#page.locator(`dt:text-is("${name}") + dd`));
  }

  async show(view: 'Map' | 'Table'): Promise<void> {
    await this.#page.getByRole('radiogroup', { name: 'View' }).getByText(view, { exact: true }).click();
  }
}
