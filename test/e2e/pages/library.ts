// Page object: the Library: repositories, the artifacts of one, the inspector, and what a selection raises.
import type { Locator, Page } from 'playwright-core';

export class Library {
  readonly page: Page;
  readonly repositories: Locator;
  readonly artifacts: Locator;
  readonly tags: Locator;
  readonly inspector: Locator;
  readonly selectionBar: Locator;
  readonly filterRepositories: Locator;

  constructor(page: Page) {
    this.page = page;
    this.repositories = page.getByRole('treegrid', { name: 'Repositories' });
    this.artifacts = page.getByRole('treegrid', { name: 'Artifacts' });
    this.tags = page.getByRole('grid', { name: 'Tags' });
    this.inspector = page.getByRole('complementary', { name: 'Inspector' });
    this.selectionBar = page.getByRole('toolbar', { name: 'Selection' });
    this.filterRepositories = page.getByRole('searchbox', { name: 'Filter repositories' });
  }

  repository(name: string): Locator {
    return this.repositories.getByRole('row', { name, exact: true });
  }

  /** Row of the artifact with this tag. */
  artifact(tag: string): Locator {
    return this.artifacts.getByRole('row').filter({ has: this.page.getByRole('rowheader').getByText(tag, { exact: true }) });
  }

  /** Chooses from the context menu of a row. */
  async act(row: Locator, entry: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
