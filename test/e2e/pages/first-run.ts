// Page object: the first run: what the Library shows while the store is empty.
import type { Locator, Page } from 'playwright-core';

export class FirstRun {
  readonly region: Locator;
  readonly sample: Locator;

  constructor(page: Page) {
    this.region = page.getByRole('region', { name: 'Your store is empty' });
    this.sample = this.region.getByRole('button', { name: 'Try the sample archive' });
  }

  async trySample(): Promise<void> {
    await this.sample.click();
  }
}
