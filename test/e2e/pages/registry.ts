// Page object: Registry: the local one, what to type into clients, the remote ones, and what clients did.
import type { Locator, Page } from 'playwright-core';

export class RegistryPage {
  readonly local: Locator;
  readonly users: Locator;
  readonly commands: Locator;
  readonly remotes: Locator;
  readonly activity: Locator;

  constructor(page: Page) {
    this.local = page.getByRole('article', { name: 'Local registry' });
    this.users = page.getByRole('article', { name: 'Users' });
    this.commands = page.getByRole('article', { name: 'Client commands' });
    this.remotes = page.getByRole('article', { name: 'Remote registries' });
    this.activity = page.getByRole('complementary', { name: 'Activity' }).getByRole('listitem');
  }

  async turn(): Promise<void> {
    await this.local.getByRole('switch', { name: 'Local registry' }).click({ force: true });
  }

  /** One of the choices that are all in sight: who can reach it, what they can do. */
  choice(name: string): Locator {
    return this.local.getByRole('radio', { name, exact: true });
  }

  /** The text of a command, by what stands before it. */
  command(step: string): Locator {
    return this.commands.locator(`dt:text-is("${step}") + dd code`);
  }

  /** Row of a remote registry. */
  remote(name: string): Locator {
    return this.remotes.getByRole('row').filter({ has: this.remotes.page().getByRole('rowheader', { name, exact: true }) });
  }

  /** Chooses from the menu of a remote registry. */
  async act(name: string, entry: string): Promise<void> {
    const page = this.remotes.page();
    await this.remote(name)
      .getByRole('button', { name: `More about ${name}` })
      .click();
    await page.getByRole('menuitem', { name: entry }).click();
  }
}
