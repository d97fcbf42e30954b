// Room main: the one error type for failures we expect. It carries a code and params from the contract;
// sentences are made at the edge, and anything else that is thrown counts as `internal` there.
import type { Failure, FailureCode, FailureParams } from '../preload/contract/failure.ts';

/** An expected failure. `failure` is what crosses the border; `cause` stays on this side, for diagnostics. */
export class StowageError<C extends FailureCode = FailureCode> extends Error {
  readonly code: C;
  readonly params: FailureParams[C];

  constructor(code: C, params: FailureParams[C], options?: { readonly cause?: unknown }) {
    super(`${code} ${JSON.stringify(params)}`, options);
    this.name = 'StowageError';
    this.code = code;
    this.params = params;
  }

  /** The failure without its cause, as the contract carries it. */
  get failure(): Failure {
    return { code: this.code, params: this.params } as Failure;
  }
}

/** True for an expected failure of the given code, or of any code when none is given. */
export function isStowageError<C extends FailureCode>(error: unknown, code?: C): error is StowageError<C> {
  return error instanceof StowageError && (code === undefined || error.code === code);
}

/** The errno name (`ENOSPC`, `EACCES`, …) of a Node system error, or undefined. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Turns an error of a file-system call into a coded failure: `no-space` for ENOSPC and EDQUOT, `too-many-files` for EMFILE
 * and ENFILE, `file-system` for the rest. What is not a system error (a StowageError, a bug) passes through unchanged.
 */
export function fileSystemError(error: unknown, path: string, operation: string): unknown {
  const errno = errnoOf(error);
  if (error instanceof StowageError || errno === undefined || !/^E[A-Z0-9]+$/.test(errno)) return error;
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new StowageError('no-space', { path, neededBytes: 0, freeBytes: 0 }, { cause: error });
  if (errno === 'EMFILE' || errno === 'ENFILE') return new StowageError('too-many-files', { path }, { cause: error });
  return new StowageError('file-system', { path, operation, errno }, { cause: error });
}

const diskErrnos: readonly (string | undefined)[] = ['EIO', 'ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE'];

/**
 * As `fileSystemError`, for what reached a border with no code on the way: an error that names a file, or that only a file
 * system has; those of calls on open files name none, and stand for `place`. Anything else passes through: it is a bug.
 */
export function uncodedFileSystemError(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || typeof error.syscall !== 'string') return error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (path === undefined && !diskErrnos.includes(errnoOf(error))) return error;
  return fileSystemError(error, path ?? place, error.syscall);
}
