// Tests of renderer/host/run-job.ts: the end of a job is heard whichever comes first, its id or its outcome; a job nobody waits for any
// more is cancelled; a host that is gone leaves nobody waiting.
import { describe, expect, it } from 'vitest';
import type { StowageEvent } from '../../../preload/contract/events.ts';
import type { Connection, HostClient } from '../../../renderer/host/host-client.ts';
import { HostLost } from '../../../renderer/host/host-failure.ts';
import { runJob } from '../../../renderer/host/run-job.ts';

const settled: StowageEvent = {
  type: 'job.settled',
  job: '1',
  outcome: { ok: true, value: { blobCount: 3, artifactCount: 2, tagCount: 1, warnings: [] } },
};
const failed: StowageEvent = {
  type: 'job.settled',
  job: '1',
  outcome: { ok: false, error: { code: 'job-unknown', params: { job: '' } } },
};

/** A carrier whose events the test sends; it answers every job with the id 1. */
function carrier(): {
  readonly client: HostClient;
  readonly asked: string[];
  send: (event: StowageEvent) => void;
  lose: () => void;
} {
  const asked: string[] = [];
  const hearers = new Set<(event: StowageEvent) => void>();
  const watchers = new Set<(connection: Connection) => void>();
  const client = {
    call: async (name: string) => {
      asked.push(name);
      return await Promise.resolve({ ok: true, value: { job: '1' } });
    },
    onEvent: (listener) => {
      hearers.add(listener);
      return () => hearers.delete(listener);
    },
    onConnection: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  } as Partial<HostClient> as HostClient;
  return {
    client,
    asked,
    send: (event) => {
      for (const hear of hearers) hear(event);
    },
    lose: () => {
      for (const watch of watchers) watch('lost');
    },
  };
}

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('a job that a screen waits for', () => {
  it.each(['before its id', 'after its id'])('answers when its outcome is told %s', async (when) => {
    const { client, send } = carrier();
    const answer = runJob(client, 'store.rebuild', {}, new AbortController().signal);
    if (when === 'after its id') await turn();
    send({ ...settled, job: 'another' });
    send(settled);
    expect(await answer).toMatchObject({ blobCount: 3 });
  });

  it('throws its failure', async () => {
    const { client, send } = carrier();
    const answer = runJob(client, 'store.rebuild', {}, new AbortController().signal);
    send(failed);
    await expect(answer).rejects.toMatchObject({ failure: { code: 'job-unknown' } });
  });

  it.each(['before its id', 'after its id'])('is cancelled when nobody waits any more, %s', async (when) => {
    const { client, asked, send } = carrier();
    const wait = new AbortController();
    const answer = runJob(client, 'store.rebuild', {}, wait.signal);
    if (when === 'after its id') await turn();
    wait.abort();
    await turn();
    expect(asked).toEqual(['store.rebuild', 'job.cancel']);
    send(settled);
    await answer;
  });

  it('is given up when the host is gone', async () => {
    const { client, lose } = carrier();
    const answer = runJob(client, 'store.rebuild', {}, new AbortController().signal);
    lose();
    await expect(answer).rejects.toThrow(HostLost);
  });
});
