// Page object: the plan of an import, which waits for an answer; and the dialog that asks a browser's user where files come from.
import type { Locator, Page } from 'playwright-core';

export class ImportPlan {
  readonly dialog: Locator;
  readonly inputs: Locator;
  /** Why something is left out, each with its remedy. */
  readonly problems: Locator;
  readonly artifacts: Locator;
  readonly proceed: Locator;
  readonly giveUp: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog').filter({ has: page.getByRole('region', { name: 'What was given' }) });
    this.inputs = this.dialog.getByRole('region', { name: 'What was given' }).getByRole('listitem');
    this.problems = this.dialog.getByRole('region', { name: 'What was given' }).getByRole('alert');
    this.artifacts = this.dialog.getByRole('table', { name: 'Artifacts to import' });
    this.proceed = this.dialog.getByRole('button', { name: /^Import \d/ });
    this.giveUp = this.dialog.getByRole('button', { name: 'Cancel' });
  }
}

export class ImportFrom {
  readonly dialog: Locator;
  readonly path: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Import', exact: true });
    this.path = this.dialog.getByRole('textbox', { name: 'Path on the host' });
  }

  async importPath(path: string): Promise<void> {
    await this.path.fill(path);
    await this.dialog.getByRole('button', { name: 'Import', exact: true }).click();
  }
}
