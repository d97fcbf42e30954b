// Room renderer/host: the two ways in which a request to the host can end badly.
import type { Result } from '../../preload/contract/events.ts';
import type { Failure } from '../../preload/contract/failure.ts';

/** No answer came: the host is gone, or the way to it. */
export class HostLost extends Error {}

/** The host is there and no longer knows this page: the address it was opened with has ended. */
export class SessionEnded extends HostLost {}

/** An expected failure, thrown so that queries and actions can carry it; its sentence is made where it is shown. */
export class HostFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** The value of a result, or its failure thrown. @throws HostFailure */
export function valueOf<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new HostFailure(result.error);
}

/** The failure behind a thrown value; anything that is not one counts as `internal`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HostFailure) return error.failure;
  return { code: 'internal', params: { message: error instanceof Error ? error.message : String(error) } };
}
