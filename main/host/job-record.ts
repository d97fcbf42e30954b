// Room host: what is known of one job from its start until it is dismissed: how far it is, how fast, how it ended. Screens
// ask for it; it does no work.
import type { JobOutcome, JobProgress } from '../../preload/contract/events.ts';
import type { JobName } from '../../preload/contract/operations.ts';
import type { PushReport, SyncReport } from '../../preload/contract/registry-model.ts';
import type { ImportReport, JobRecord, JobState } from '../../preload/contract/transfer-model.ts';

/** How a job is shown, given at its start. */
export interface JobTitle {
  readonly operation: JobName;
  /** What it works on, as the user named it: archives, references. */
  readonly title: readonly string[];
  readonly target: string | null;
  /** False where its input is a stream that is gone once read. */
  readonly canRetry: boolean;
  /** A dry run: its answer is for who asked, and it stands in no list. */
  readonly isDryRun?: boolean;
}

const keptRates = 60;
const rateEveryMs = 1000;
const notStarted: JobProgress = { phase: 'opening', doneBytes: 0, totalBytes: null, item: '', newBytes: 0, sharedBytes: 0 };

export class JobLog {
  readonly #id: string;
  readonly #title: JobTitle;
  readonly #startedAt = new Date().toISOString();
  readonly #rates: number[] = [];
  #endedAt: string | null = null;
  #state: JobState = 'running';
  #progress = notStarted;
  #plan: ImportReport | null = null;
  #outcome: JobOutcome | null = null;
  #rateFromMs = performance.now();
  #rateFromBytes = 0;

  constructor(id: string, title: JobTitle) {
    this.#id = id;
    this.#title = title;
  }

  get progress(): JobProgress {
    return this.#progress;
  }

  update(update: Partial<JobProgress>): void {
    if (update.phase !== undefined && update.phase !== this.#progress.phase) this.#rateFromBytes = update.doneBytes ?? 0;
    this.#progress = { ...this.#progress, ...update };
    this.#measure();
  }

  /** It waits for an answer to this plan; null when it goes on. */
  wait(plan: ImportReport | null): void {
    this.#plan = plan;
    this.#state = plan === null ? 'running' : 'needs-answer';
  }

  settle(outcome: JobOutcome): void {
    this.#outcome = outcome;
    this.#plan = null;
    this.#endedAt = new Date().toISOString();
    if (outcome.ok) this.#state = 'finished';
    else this.#state = outcome.error.code === 'cancelled' ? 'cancelled' : 'failed';
  }

  record(): JobRecord {
    const { operation, title, target, canRetry } = this.#title;
    const value = this.#outcome?.ok === true ? this.#outcome.value : null;
    return {
      id: this.#id,
      operation,
      title,
      target,
      state: this.#state,
      progress: this.#progress,
      rates: [...this.#rates],
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      plan: this.#plan,
      importReport: value !== null && 'archives' in value ? value : null,
      exportReport: value !== null && 'target' in value ? value : null,
      cleanupReport: value !== null && 'groups' in value ? value : null,
      verifyReport: value !== null && 'damage' in value ? value : null,
      repairReport: value !== null && 'healed' in value ? value : null,
      moveReport: value !== null && 'from' in value ? value : null,
      copyReport: value !== null && 'to' in value && 'artifacts' in value ? value : null,
      pullReport: value !== null && 'leftOut' in value ? value : null,
      pushReport: operation === 'remote.push' && value !== null ? (value as PushReport) : null,
      syncReport: operation === 'remote.sync' && value !== null ? (value as SyncReport) : null,
      failure: this.#outcome?.ok === false ? this.#outcome.error : null,
      canRetry: canRetry && this.#endedAt !== null,
    };
  }

  #measure(): void {
    const nowMs = performance.now();
    const tookMs = nowMs - this.#rateFromMs;
    if (tookMs < rateEveryMs) return;
    const bytes = Math.max(0, this.#progress.doneBytes - this.#rateFromBytes);
    this.#rates.push(Math.round((bytes / tookMs) * 1000));
    if (this.#rates.length > keptRates) this.#rates.shift();
    this.#rateFromMs = nowMs;
    this.#rateFromBytes = this.#progress.doneBytes;
  }
}
