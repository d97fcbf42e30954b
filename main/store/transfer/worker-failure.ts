// Room store, transfer: a failure on its way out of a worker thread. Error classes do not survive the journey; this does.

import type { Failure } from '../../../preload/contract/failure.ts';
import { errnoOf, StowageError } from '../../errors.ts';

/** Coded, or the text of a failure nobody expected. `cause` is the system's own error, for diagnostics. */
export type WorkerFailure =
  | { readonly failure: Failure; readonly cause?: { readonly message: string; readonly errno: string | undefined } }
  | { readonly message: string };

export function packFailure(error: unknown): WorkerFailure {
  if (error instanceof StowageError) {
    const { failure, cause } = error;
    return { failure, ...(cause instanceof Error ? { cause: { message: cause.message, errno: errnoOf(cause) } } : {}) };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error a packed failure stands for. */
export function unpackFailure(packed: WorkerFailure): Error {
  if ('message' in packed) return new Error(packed.message);
  const { failure, cause } = packed;
  if (cause === undefined) return new StowageError(failure.code, failure.params);
  const { message, errno } = cause;
  return new StowageError(failure.code, failure.params, {
    cause: Object.assign(new Error(message), errno === undefined ? {} : { code: errno }),
  });
}
