// Room app: what clients of the registry endpoint did lately, in memory. Bytes of blobs count with the manifest they belong to:
// those of a pull come after it, those of a push before. What is pulled of an index counts with the index.
import type { Page } from '../../preload/contract/model.ts';
import type { RegistryActivityEntry } from '../../preload/contract/registry-model.ts';
import type { RegistryActivity } from '../registry/server/endpoint.ts';

const kept = 500;

interface Noted {
  readonly entry: RegistryActivityEntry;
  readonly children: ReadonlySet<string>;
}

export class ActivityLog {
  /** The oldest first. */
  #noted: readonly Noted[] = [];
  /** Bytes of blobs whose manifest has not come yet, by caller and repository; the oldest first. */
  readonly #pushedBytes = new Map<string, number>();
  #lastId = 0;

  note(activity: RegistryActivity): void {
    const { verb, sizeBytes, problem } = activity;
    if (verb === 'list') return;
    if (problem === null && verb === 'pull' && this.#addBytes(activity)) return;
    const caller = callerOf(activity);
    if (!activity.isPart || problem !== null) {
      const before = verb === 'push' && problem === null ? this.#pushedBytes.get(caller) : undefined;
      if (before !== undefined) this.#pushedBytes.delete(caller);
      this.#add(activity, verb, sizeBytes + (before ?? 0));
    } else if (verb === 'push') {
      this.#pushedBytes.set(caller, (this.#pushedBytes.get(caller) ?? 0) + sizeBytes);
      const [oldest] = this.#pushedBytes.keys();
      if (this.#pushedBytes.size > kept && oldest !== undefined) this.#pushedBytes.delete(oldest);
    } else this.#add(activity, verb, sizeBytes);
  }

  /** The newest first. */
  page(limit = kept): Page<RegistryActivityEntry> {
    const items = this.#noted.slice(-limit).map(({ entry }) => entry);
    return { items: items.toReversed(), total: this.#noted.length };
  }

  /** Adds a pulled blob to the manifest, and a manifest to the index, that its caller pulled last there. False: there is none. */
  #addBytes({ client, user, repository, reference, isPart, sizeBytes }: RegistryActivity): boolean {
    const at = this.#noted.findLastIndex(
      ({ entry, children }) =>
        entry.verb === 'pull' &&
        entry.problem === null &&
        entry.client === client &&
        entry.user === user &&
        entry.repository === repository &&
        (isPart || children.has(reference)),
    );
    const noted = this.#noted[at];
    if (noted === undefined) return false;
    const entry = { ...noted.entry, sizeBytes: noted.entry.sizeBytes + sizeBytes };
    this.#noted = this.#noted.with(at, { ...noted, entry });
    return true;
  }

  #add(activity: RegistryActivity, verb: RegistryActivityEntry['verb'], sizeBytes: number): void {
    const { at, repository, reference, client, user, status, problem } = activity;
    const entry = { id: ++this.#lastId, at, verb, repository, reference, client, user, sizeBytes, status, problem };
    this.#noted = [...this.#noted.slice(1 - kept), { entry, children: new Set(activity.children) }];
  }
}

function callerOf({ client, user, address, repository }: RegistryActivity): string {
  return JSON.stringify([client, user, address, repository]);
}
