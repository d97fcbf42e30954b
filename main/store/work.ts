// Room store: one piece of running work (an import, an export): a lease that keeps its blobs from being taken away,
// renewed while it runs, and a staging folder under the lease's name, swept when the lease is gone (I6, I8).
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { dropLease, holdBlobs, leaseDurationMs, letGoBlobs, renewLease, takeLease } from '../catalog/leases.ts';
import type { StorePaths } from './paths.ts';
import { processOwner } from './process-owner.ts';

export class Work {
  readonly leaseId: string;
  /** Empty folder on the store's own file system, so that publishing is a rename. */
  readonly folder: string;
  readonly #catalog: Catalog;
  readonly #timer: NodeJS.Timeout;
  #files = 0;

  private constructor(catalog: Catalog, leaseId: string, folder: string) {
    this.#catalog = catalog;
    this.leaseId = leaseId;
    this.folder = folder;
    this.#timer = setInterval(() => this.#renew(), leaseDurationMs / 3).unref();
  }

  static start(catalog: Catalog, paths: StorePaths, purpose: string): Work {
    const leaseId = takeLease(catalog, processOwner(), purpose, Date.now());
    const folder = join(paths.staging, leaseId);
    mkdirSync(folder, { recursive: true });
    return new Work(catalog, leaseId, folder);
  }

  /** A fresh name in the staging folder. */
  newPath(): string {
    this.#files++;
    return join(this.folder, String(this.#files));
  }

  /** From now on nobody takes these blobs away. Call it before looking whether they are there. */
  hold(digests: Iterable<string>): void {
    holdBlobs(this.#catalog, this.leaseId, digests);
  }

  /** These blobs are kept by what was made of them. */
  letGo(digests: Iterable<string>): void {
    letGoBlobs(this.#catalog, this.leaseId, digests);
  }

  #renew(): void {
    try {
      renewLease(this.#catalog, this.leaseId, Date.now());
    } catch {
      // A full or busy disk: on this host the lease counts while the process runs, and the work itself says what is wrong.
    }
  }

  /** Ends the work; whatever is left in its folder goes. */
  release(): void {
    clearInterval(this.#timer);
    rmSync(this.folder, { recursive: true, force: true });
    dropLease(this.#catalog, this.leaseId);
  }
}
