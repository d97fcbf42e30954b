// Page object: what every screen stands in: where one can go, the notices, and the dialogs that lie over everything.
import type { Locator, Page } from 'playwright-core';

export type Place = 'Library' | 'Storage' | 'Transfers' | 'Registry' | 'Settings';

export class Frame {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get main(): Locator {
    return this.page.getByRole('main');
  }

  get banner(): Locator {
    return this.main.getByRole('alert').filter({ hasText: 'The Stowage host stopped answering' });
  }

  async open(place: Place): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click();
  }

  /** Goes to an address of the interface: `#/storage`. */
  async goTo(hash: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  /** A notice with this text. */
  notice(text: string | RegExp): Locator {
    return this.page.getByRole('region', { name: 'Notices' }).getByRole('alertdialog').filter({ hasText: text });
  }

  async undo(text: string | RegExp): Promise<void> {
    await this.notice(text).getByRole('button', { name: 'Undo' }).click();
  }

  dialog(title: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name: title });
  }

  /** A dialog that asks before something cannot be undone. */
  question(title: string | RegExp): Locator {
    return this.page.getByRole('alertdialog', { name: title });
  }
}

/** The exact bytes that stand in tooltips inside of it, in order. */
export async function exactBytes(within: Locator): Promise<readonly number[]> {
  const titles = await within.locator('[title$=" B"]').evaluateAll((all) => all.map((each) => each.getAttribute('title') ?? ''));
  return titles.map((title) => Number(title.replaceAll(/[^0-9]/g, '')));
}
