// Page object: Transfers: what runs and what has ended.
import type { Locator, Page } from 'playwright-core';

export class TransfersPage {
  readonly region: Locator;
  readonly cards: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.region = page.getByRole('region', { name: 'Transfers', exact: true });
    this.cards = this.region.getByRole('article');
  }

  /** The card whose text says this. */
  card(text: string | RegExp): Locator {
    return this.cards.filter({ hasText: text });
  }

  filter(name: string): Locator {
    return this.region.getByRole('radiogroup', { name: 'Which transfers' }).getByRole('radio', { name });
  }

  /** Stops the running transfer of this card for good. */
  async stop(card: Locator): Promise<void> {
    await card.getByRole('button', { name: 'Cancel' }).click();
    await this.#page.getByRole('alertdialog', { name: 'Stop this transfer?' }).getByRole('button', { name: 'Stop it' }).click();
  }
}
