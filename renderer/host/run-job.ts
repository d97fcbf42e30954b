// Room renderer/host: runs a job to its end and gives what it answered, for a screen that waits for it.
import type { JobOutcome, Result } from '../../preload/contract/events.ts';
import type { JobName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import type { HostClient } from './host-client.ts';
import { HostLost, valueOf } from './host-failure.ts';

/** Aborting the signal cancels the job. @throws HostFailure, also of the job; HostLost where its end would not be heard */
export async function runJob<Name extends JobName>(
  client: HostClient,
  name: Name,
  input: OperationInput<Name>,
  signal: AbortSignal,
): Promise<OperationOutput<Name>> {
  // The end may be told before the answer that names the job.
  const outcomes = new Map<string, JobOutcome>();
  const ended = Promise.withResolvers<JobOutcome>();
  let id: string | null = null;
  const stopEvents = client.onEvent((event) => {
    if (event.type !== 'job.settled') return;
    if (event.job === id) ended.resolve(event.outcome);
    else outcomes.set(event.job, event.outcome);
  });
  const stopConnection = client.onConnection((connection) => {
    if (connection !== 'connected') ended.reject(new HostLost());
  });
  const cancel = (): void => {
    if (id !== null) void client.call('job.cancel', { job: id }).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel);
  try {
    const started = valueOf(await client.call(name, input)) as { readonly job: string };
    id = started.job;
    const known = outcomes.get(id);
    if (known !== undefined) ended.resolve(known);
    if (signal.aborted) cancel();
    return valueOf((await ended.promise) as Result<OperationOutput<Name>>);
  } finally {
    signal.removeEventListener('abort', cancel);
    stopEvents();
    stopConnection();
  }
}
