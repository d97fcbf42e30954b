// Page object: the export dialog, and the way its file comes out of either door.
import type { Locator } from 'playwright-core';
import type { Launched } from '../launch.ts';

export class ExportDialog {
  readonly dialog: Locator;
  readonly act: Locator;
  readonly #app: Launched;

  constructor(app: Launched) {
    this.#app = app;
    this.dialog = app.page.getByRole('dialog', { name: /^Export/ });
    this.act = this.dialog.getByRole('contentinfo').getByRole('button', { name: /^(?:Export|Download|Write) / });
  }

  format(name: string): Locator {
    return this.dialog.getByRole('radiogroup', { name: 'Format' }).getByText(name, { exact: true });
  }

  /** Does what presses the button, and sees that the file arrives at `target`: by dialog on the desktop, as a download in a browser. */
  async saveTo(target: string, press: () => Promise<void> = async () => await this.act.click()): Promise<void> {
    if (this.#app.kind === 'electron') {
      await this.#app.answerDialog([target]);
      await press();
      return;
    }
    const [download] = await Promise.all([this.#app.page.waitForEvent('download'), press()]);
    await download.saveAs(target);
  }
}
