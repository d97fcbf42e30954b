// Room host: typed calls for doors in the same process. Failures come out as StowageError.
import type { JobProgress } from '../../preload/contract/events.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import type { CallName, JobName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import { StowageError } from '../errors.ts';
import type { Host } from './host.ts';

/** Runs a call. @throws StowageError with the failure's code */
export async function call<N extends CallName>(host: Host, name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
  const result = await host.dispatch(name, input);
  if (!result.ok) throw failed(result.error);
  return result.value as OperationOutput<N>;
}

/** Runs a job to its end; aborting the signal cancels it. @throws StowageError with the failure's code */
export async function runJob<N extends JobName>(
  host: Host,
  name: N,
  input: OperationInput<N>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: JobProgress) => void } = {},
): Promise<OperationOutput<N>> {
  const started = await host.dispatch(name, input);
  if (!started.ok) throw failed(started.error);
  const { job } = started.value as { job: string };
  const cancel = (): void => void host.dispatch('job.cancel', { job });
  return await new Promise<OperationOutput<N>>((resolve, reject) => {
    const stop = host.subscribe((event) => {
      if (event.type === 'job.progress' && event.job === job) return options.onProgress?.(event.progress);
      if (event.type !== 'job.settled' || event.job !== job) return;
      stop();
      options.signal?.removeEventListener('abort', cancel);
      if (event.outcome.ok) resolve(event.outcome.value as OperationOutput<N>);
      else reject(failed(event.outcome.error));
    });
    if (options.signal?.aborted === true) cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
  });
}

function failed({ code, params }: Failure): StowageError {
  return new StowageError(code, params);
}
