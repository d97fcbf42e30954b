// Room test/interop: `stowage serve` over a store, as a process of its own, and the address and certificate it says. It asserts nothing.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Child, startStowage } from '../support/child.ts';

/** Serves a store in a process of its own, since clients are waited for. */
export class Served {
  readonly store: string;
  readonly #child: Child;
  address = '';

  /** PEM file that clients are to trust; empty without TLS. */
  certificatePath = '';

  constructor(store: string, ...words: readonly string[]) {
    this.store = store;
    this.#child = startStowage(store, ['serve', '--port', '0', '--json', ...words]);
  }

  async listening(): Promise<this> {
    const { stdout } = this.#child.process;
    if (stdout === null) throw new Error('no stdout');
    const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string];
    const { url, certificatePath } = JSON.parse(line) as { readonly url: string; readonly certificatePath: string | null };
    this.address = new URL(url).host;
    this.certificatePath = certificatePath ?? '';
    return this;
  }

  async close(): Promise<void> {
    this.#child.process.kill('SIGINT');
    await this.#child.ended;
  }
}
