// Room test/support: starts a job at a host and waits until its record says what a test waits for, or until it settles
// with what it answered. It waits for events, never for time.

import { call } from '../../main/host/client.ts';
import type { Host } from '../../main/host/host.ts';
import type { StowageEvent } from '../../preload/contract/events.ts';
import type { JobName, OperationInput } from '../../preload/contract/operations.ts';
import type { ImportReport, JobRecord, JobState } from '../../preload/contract/transfer-model.ts';

export async function startJob<N extends JobName>(host: Host, name: N, input: OperationInput<N>): Promise<string> {
  const started = await host.dispatch(name, input);
  if (!started.ok) throw new Error(`${name} did not start: ${JSON.stringify(started.error)}`);
  return (started.value as { readonly job: string }).job;
}

/** The first event that `wanted` accepts, from now on. */
export async function nextEvent<E extends StowageEvent>(host: Host, wanted: (event: StowageEvent) => event is E): Promise<E> {
  return await new Promise((resolve) => {
    const stop = host.subscribe((event) => {
      if (!wanted(event)) return;
      stop();
      resolve(event);
    });
  });
}

export async function recordOf(host: Host, job: string): Promise<JobRecord> {
  const record = (await call(host, 'job.list', {})).find(({ id }) => id === job);
  if (record === undefined) throw new Error(`there is no record of job ${job}`);
  return record;
}

/** The record of the job once it is in one of these states. */
export async function reached(host: Host, job: string, ...states: readonly JobState[]): Promise<JobRecord> {
  for (;;) {
    const changed = nextEvent(host, (event): event is StowageEvent => event.type === 'job.changed' && event.job === job);
    const record = await recordOf(host, job);
    if (states.includes(record.state)) return record;
    await changed;
  }
}

/** The record of the job when it has ended, however that was. */
export async function settled(host: Host, job: string): Promise<JobRecord> {
  return await reached(host, job, 'finished', 'failed', 'cancelled');
}

/** What a settled job answered, or its failure code. */
export async function outcomeOf(host: Host, job: string): Promise<ImportReport | string> {
  const { importReport, failure } = await settled(host, job);
  return importReport ?? failure?.code ?? 'nothing';
}
