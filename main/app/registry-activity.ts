// Room app: what clients of the registry endpoint did lately, in memory. Bytes of blobs count with the manifest they belong to:
// those of a pull come after it, those of a push before.
import type { Page } from '../../preload/contract/model.ts';
import type { RegistryActivityEntry } from '../../preload/contract/registry-model.ts';
import type { RegistryActivity } from '../registry/server/endpoint.ts';

const kept = 500;

export class ActivityLog {
  /** The oldest first. */
  #entries: RegistryActivityEntry[] = [];
  /** Bytes of blobs whose manifest has not come yet, by caller and repository; the oldest first. */
  readonly #pushedBytes = new Map<string, number>();
  #lastId = 0;

  note(activity: RegistryActivity): void {
    const { verb, sizeBytes, problem } = activity;
    if (verb === 'list') return;
    const caller = callerOf(activity);
    if (!activity.isPart || problem !== null) {
      const before = verb === 'push' && problem === null ? this.#pushedBytes.get(caller) : undefined;
      if (before !== undefined) this.#pushedBytes.delete(caller);
      this.#add(activity, verb, sizeBytes + (before ?? 0));
    } else if (verb === 'push') {
      this.#pushedBytes.set(caller, (this.#pushedBytes.get(caller) ?? 0) + sizeBytes);
      const [oldest] = this.#pushedBytes.keys();
      if (this.#pushedBytes.size > kept && oldest !== undefined) this.#pushedBytes.delete(oldest);
    } else if (verb === 'delete' || !this.#addBytes(activity)) this.#add(activity, verb, sizeBytes);
  }

  /** The newest first. */
  page(limit = kept): Page<RegistryActivityEntry> {
    return { items: this.#entries.slice(-limit).toReversed(), total: this.#entries.length };
  }

  /** Adds a pulled blob to the manifest that its caller pulled last there. */
  #addBytes({ client, user, repository, sizeBytes }: RegistryActivity): boolean {
    const at = this.#entries.findLastIndex(
      (entry) =>
        entry.verb === 'pull' &&
        entry.problem === null &&
        entry.client === client &&
        entry.user === user &&
        entry.repository === repository,
    );
    const entry = this.#entries[at];
    if (entry === undefined) return false;
    this.#entries[at] = { ...entry, sizeBytes: entry.sizeBytes + sizeBytes };
    return true;
  }

  #add(activity: RegistryActivity, verb: RegistryActivityEntry['verb'], sizeBytes: number): void {
    const { at, repository, reference, client, user, status, problem } = activity;
    this.#entries.push({ id: ++this.#lastId, at, verb, repository, reference, client, user, sizeBytes, status, problem });
    if (this.#entries.length > kept) this.#entries = this.#entries.slice(-kept);
  }
}

function callerOf({ client, user, address, repository }: RegistryActivity): string {
  return JSON.stringify([client, user, address, repository]);
}
