// Room host: the one way into the application for every door: a contract name and an input in, a result out. It validates,
// runs, and never throws across the border.
import { randomUUID } from 'node:crypto';
import type { JobOutcome, Result, StowageEvent } from '../../preload/contract/events.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import { type CallName, type JobName, type OperationName, operations } from '../../preload/contract/operations.ts';
import type { AppContext } from '../app/context.ts';
import type { LocalRegistry } from '../app/serve-registry.ts';
import { catalogError } from '../catalog/catalog.ts';
import { StowageError, uncodedFileSystemError } from '../errors.ts';
import type { DoorAbilities } from './chooser.ts';
import { callHandlers, jobHandlers } from './handlers.ts';
import type { HostAbout, HostContext } from './host-context.ts';
import { titleJob } from './job-title.ts';
import { Jobs } from './jobs.ts';
import { Picks } from './picks.ts';
import { Remotes, type RemotesKept } from './remotes.ts';
import { SettingsFile } from './settings.ts';
import type { StoreSwitch } from './store-switch.ts';

const watchEveryMs = 1000;
/** Jobs that read and write nothing outside the store, so that they can be run again. */
const repeatable: ReadonlySet<JobName> = new Set(['store.rebuild', 'store.verify', 'cleanup.run']);

export interface HostOptions {
  readonly app: AppContext;
  readonly door: DoorAbilities;
  readonly about: HostAbout;
  readonly stores: StoreSwitch;
  readonly registry: LocalRegistry;
  /** Puts right what the error tells of, where that can be done: then the operation can be tried again. */
  readonly mend: (error: unknown) => boolean;
  readonly remotes: RemotesKept;
  /** Where the user's settings are kept. */
  readonly settingsPath: string;
  /** Ends what the application holds open. */
  readonly closeApp: () => Promise<void>;
  /** Gets the details of an unexpected error, with the id its user sees. */
  readonly onInternal: (reference: string, error: unknown) => void;
}

export class Host {
  readonly picks = new Picks();
  readonly #options: HostOptions;
  readonly #listeners = new Set<(event: StowageEvent) => void>();
  readonly #jobs = new Jobs((event) => this.#send(event));
  readonly #context: HostContext;
  #watch: NodeJS.Timeout | undefined;
  #told: string | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    const { app, door, about, stores, registry, remotes, settingsPath } = options;
    this.#context = {
      app,
      door,
      about,
      stores,
      registry,
      remotes: new Remotes(app, remotes, () => this.#send({ type: 'remote.changed' })),
      picks: this.picks,
      jobs: this.#jobs,
      settings: new SettingsFile(settingsPath),
      onSettings: () => this.#send({ type: 'settings.changed' }),
    };
    registry.watch((type) => this.#send({ type }));
  }

  /** Runs a call, or starts a job and answers `{job}`. Never throws. */
  async dispatch(name: string, input: unknown): Promise<Result<unknown>> {
    try {
      return { ok: true, value: await this.#run(name, input) };
    } catch (error) {
      return { ok: false, error: this.#failure(error) };
    }
  }

  /** Listens to the events of all jobs; the result stops listening. */
  subscribe(listener: (event: StowageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Also tells of changes that other processes make, from now on until the host is closed. */
  watchStore(): void {
    this.#watch ??= setInterval(() => this.#tellChange(), watchEveryMs).unref();
  }

  /** Switches the local registry on as it was set, where its user wants it on with the application; a failure shows as off. */
  async startRegistry(): Promise<void> {
    const { registryOnStart, registryReach, registryPort, registryPush, registryDelete } = this.#context.settings.read();
    if (!registryOnStart) return;
    const host = registryReach === 'network' ? '0.0.0.0' : '127.0.0.1';
    await this.dispatch('registry.start', { host, port: registryPort, allowPush: registryPush, allowDelete: registryDelete });
  }

  /** Cancels jobs, waits for them, and closes the store. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    await this.#jobs.close();
    await this.#options.closeApp();
  }

  async #run(name: string, input: unknown): Promise<unknown> {
    if (!Object.hasOwn(operations, name)) throw new StowageError('operation-unknown', { operation: name });
    const operation = operations[name as OperationName];
    const parsed = operation.input.safeParse(input);
    if (!parsed.success) {
      const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new StowageError('input-invalid', { operation: name, reason });
    }
    if (operation.kind === 'call') return await this.#call(name as CallName, parsed.data);
    return { job: this.#start(name as JobName, parsed.data) };
  }

  async #call(name: CallName, input: unknown): Promise<unknown> {
    // The table pairs names with handlers; TypeScript cannot follow a name it does not know.
    const handler = callHandlers[name] as (host: HostContext, input: unknown) => unknown;
    const output = await this.#mended(async () => await handler(this.#context, input));
    this.#tellChange();
    return output;
  }

  #start(name: JobName, input: unknown): string {
    // Whatever else runs would be left with a store that is gone.
    if (name === 'store.move') this.#jobs.assertIdle(this.#options.stores.place().path);
    const handler = jobHandlers[name] as (...parameters: unknown[]) => Promise<unknown>;
    const title = titleJob(name, this.picks, input as never);
    return this.#jobs.start(title, async (job) => {
      try {
        const run = async (): Promise<unknown> => await handler(this.#options.app, job, input, this.picks);
        return { ok: true, value: repeatable.has(name) ? await this.#mended(run) : await run() } as JobOutcome;
      } catch (error) {
        // For the next operation.
        this.#options.mend(error);
        return { ok: false, error: this.#failure(job.signal.aborted ? job.signal.reason : error) };
      } finally {
        this.#tellChange();
      }
    });
  }

  async #mended<Value>(run: () => Promise<Value>): Promise<Value> {
    try {
      return await run();
    } catch (error) {
      if (!this.#options.mend(error)) throw error;
      return await run();
    }
  }

  #failure(thrown: unknown): Failure {
    const { path } = this.#options.stores.place();
    const error = catalogError(uncodedFileSystemError(thrown, path), path);
    if (error instanceof StowageError) return error.failure;
    const reference = randomUUID();
    this.#options.onInternal(reference, error);
    return { code: 'internal', params: { message: error instanceof Error ? error.message : String(error) }, reference };
  }

  /** Sends `store.changed` when the store, or its revision, is another than the one told last. */
  #tellChange(): void {
    if (this.#listeners.size === 0) return;
    const revision = this.#revision();
    if (revision === null) return;
    const told = this.#told;
    this.#told = `${revision} ${this.#options.stores.place().path}`;
    if (told !== undefined && told !== this.#told) this.#send({ type: 'store.changed', revision });
  }

  /** Null where something (a disk that was taken out) stands in the way of looking: the next call meets it too, and has someone to tell. */
  #revision(): number | null {
    try {
      return this.#options.app.openStore('peek').revision;
    } catch {
      return null;
    }
  }

  #send(event: StowageEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
