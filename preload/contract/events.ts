// Room preload/contract: events, one stream. They are hints: state is asked for. Progress comes at most ten times a
// second per job, and the last one is always sent before the job settles.
import type { Failure } from './failure.ts';
import type { JobName, OperationOutput } from './operations.ts';

export type JobPhase =
  | 'opening'
  | 'waiting'
  | 'planning'
  | 'reading'
  | 'writing'
  | 'checking'
  | 'committing'
  | 'rebuilding'
  | 'deleting'
  | 'verifying'
  | 'copying';

/** How far a job is. `totalBytes` is null where the length cannot be known (compressed input, standard input). */
export interface JobProgress {
  readonly phase: JobPhase;
  readonly doneBytes: number;
  readonly totalBytes: number | null;
  /** What is being worked on: an archive, an entry or a reference. */
  readonly item: string;
  readonly newBytes: number;
  /** Bytes that were already held and so were not written. */
  readonly sharedBytes: number;
}

export type Result<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Failure };

export type JobOutcome = { readonly [N in JobName]: Result<OperationOutput<N>> }[JobName];

export type StowageEvent =
  | { readonly type: 'job.progress'; readonly job: string; readonly progress: JobProgress }
  | { readonly type: 'job.settled'; readonly job: string; readonly outcome: JobOutcome }
  /** A job started, waits, goes on, settled or was dismissed: ask `job.list`. */
  | { readonly type: 'job.changed'; readonly job: string }
  | { readonly type: 'store.changed'; readonly revision: number }
  | { readonly type: 'settings.changed' }
  /** The local registry was started, stopped or changed: ask `registry.show`. */
  | { readonly type: 'registry.changed' }
  /** A client did something: ask `registry.activity`. */
  | { readonly type: 'registry.activity' }
  /** A remote registry was added, changed, checked or forgotten: ask `remote.list`. */
  | { readonly type: 'remote.changed' };
