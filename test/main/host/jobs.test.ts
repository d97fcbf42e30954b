// Room test/main/host: jobs from start to dismissal: who may answer, cancel, retry and forget them, how often they tell how
// far they are, and that a host that closes leaves none behind.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StowageError } from '../../../main/errors.ts';
import { call } from '../../../main/host/client.ts';
import type { JobTitle } from '../../../main/host/job-record.ts';
import { Jobs } from '../../../main/host/jobs.ts';
import type { JobOutcome, StowageEvent } from '../../../preload/contract/events.ts';
import { nextEvent, reached, recordOf, settled, startJob } from '../../support/job-watch.ts';
import { planned } from '../../support/reviewed-import.ts';
import { writeImages } from '../../support/small-archive.ts';
import { filesOf, leftoversIn, namesIn, type OpenedStore, temporaryFolder, withNewStore, withStore } from '../opened-store.ts';

const title: JobTitle = { operation: 'store.rebuild', title: [], target: null, canRetry: true };
const done: JobOutcome = { ok: true, value: { blobCount: 0, artifactCount: 0, tagCount: 0, warnings: [] } };
const failed: JobOutcome = { ok: false, error: { code: 'job-unknown', params: { job: '' } } };
const images = { 'docker.io/library/one:1': ['base', 'one'] };

const archiveIn = async (store: OpenedStore): Promise<string> => await writeImages(join(store.path, '..'), 'one.tar', images);
const startImport = async (store: OpenedStore, path: string): Promise<string> =>
  await startJob(store.host, 'archive.import', { picks: [store.host.picks.offer({ kind: 'path', path })] });
const ids = async (store: OpenedStore): Promise<readonly string[]> =>
  (await call(store.host, 'job.list', {})).map(({ id }) => id);

/** Jobs whose events are kept, and a wait until one has settled. */
function watchedJobs(): { readonly jobs: Jobs; readonly events: StowageEvent[]; readonly end: (id: string) => Promise<void> } {
  const events: StowageEvent[] = [];
  const waiting = new Map<string, () => void>();
  const jobs = new Jobs((event) => {
    events.push(event);
    if (event.type === 'job.settled') waiting.get(event.job)?.();
  });
  const end = async (id: string): Promise<void> => await new Promise((resolve) => waiting.set(id, resolve));
  return { jobs, events, end };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a job', () => {
  it('tells at most ten times a second how far it is, and the last of it before it settles', async () => {
    const steps = fc.array(fc.record({ waitMs: fc.oneof(fc.nat(5), fc.nat(400)), bytes: fc.nat(1000) }), { maxLength: 60 });
    vi.useFakeTimers({ toFake: ['performance', 'Date'] });
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        const { jobs, events, end } = watchedJobs();
        const startedMs = performance.now();
        let doneBytes = 0;
        const id = jobs.start(title, async ({ report }) => {
          for (const { waitMs, bytes } of moves) {
            vi.advanceTimersByTime(waitMs);
            doneBytes += bytes;
            report({ doneBytes });
          }
          return await Promise.resolve(done);
        });
        await end(id);
        const progress = events.filter((event) => event.type === 'job.progress');
        expect(progress.length).toBeLessThanOrEqual(Math.floor((performance.now() - startedMs) / 100) + 2);
        if (moves.length > 0) expect(progress.at(-1)?.progress.doneBytes).toBe(doneBytes);
        const kinds = events.map((event) => event.type);
        expect(kinds.lastIndexOf('job.progress')).toBeLessThan(kinds.indexOf('job.settled'));
        expect(jobs.record(id).progress.doneBytes).toBe(doneBytes);
      }),
    );
  });

  it('gives its id before its first event, and is on record from then on', async () => {
    const { jobs, events, end } = watchedJobs();
    const id = jobs.start(title, async () => await Promise.resolve(done));
    expect(events).toEqual([]);
    expect(jobs.record(id)).toMatchObject({ id, state: 'running', endedAt: null, canRetry: false });
    await end(id);
    expect(events.map((event) => event.type)).toEqual(['job.changed', 'job.settled', 'job.changed']);
  });

  it('takes the first answer to what it asks, and none before or after', async () => {
    const { jobs, end } = watchedJobs();
    const asked = Promise.withResolvers<undefined>();
    const answers: unknown[] = [];
    const id = jobs.start(title, async ({ ask }) => {
      const answer = ask({} as never);
      asked.resolve(undefined);
      answers.push(await answer);
      return done;
    });
    expect(jobs.answer(id, {})).toBe(false);
    const ended = end(id);
    await asked.promise;
    expect(jobs.record(id).state).toBe('needs-answer');
    expect(jobs.answer(id, { name: 'first' })).toBe(true);
    expect(jobs.answer(id, null)).toBe(false);
    await ended;
    expect(jobs.answer(id, {})).toBe(false);
    expect(answers).toEqual([{ name: 'first' }]);
  });

  it.for(['before it asks', 'while it waits'] as const)('that is cancelled %s gets no answer and ends', async (when) => {
    const { jobs, end } = watchedJobs();
    const ready = Promise.withResolvers<undefined>();
    const cancelled = Promise.withResolvers<undefined>();
    const id = jobs.start(title, async ({ ask, signal }) => {
      ready.resolve(undefined);
      if (when === 'before it asks') await cancelled.promise;
      expect(await ask({} as never)).toBeNull();
      return { ok: false, error: (signal.reason as StowageError).failure };
    });
    const ended = end(id);
    await ready.promise;
    expect(jobs.cancel(id)).toBe(true);
    cancelled.resolve(undefined);
    await ended;
    expect(jobs.record(id)).toMatchObject({ state: 'cancelled', failure: { code: 'cancelled' } });
    expect(jobs.cancel(id)).toBe(false);
  });
});

describe('the records of jobs', () => {
  it('have no place for a dry run: it answers who asked, and is forgotten', async () => {
    await withNewStore(async (store) => {
      const ended = nextEvent(store.host, (event): event is StowageEvent => event.type === 'job.settled');
      const id = await startJob(store.host, 'remote.pull', { references: ['127.0.0.1:1/app:1'], dryRun: true });
      expect(await ids(store)).toEqual([]);
      expect(await ended).toMatchObject({ job: id, outcome: { ok: false, error: { code: 'remote-unreachable' } } });
      expect(await ids(store)).toEqual([]);
      await expect(call(store.host, 'job.retry', { job: id })).rejects.toThrow('job-unknown');
    });
  });

  it('are listed newest first; of the settled ones the two hundred that settled last are kept', async () => {
    const { jobs, end } = watchedJobs();
    const finish = Promise.withResolvers<JobOutcome>();
    const long = jobs.start(title, async () => await finish.promise);
    const started: string[] = [long];
    for (let count = 0; count < 230; count++) {
      const id = jobs.start(title, async () => await Promise.resolve(failed));
      started.push(id);
      await end(id);
    }
    const kept = (): readonly string[] => jobs.list().map(({ id }) => id);
    expect(kept()).toEqual([...started.slice(-200).toReversed(), long]);
    const ended = end(long);
    finish.resolve(done);
    await ended;
    expect(kept()).toEqual([...started.slice(-199).toReversed(), long]);
    expect(jobs.record(long).state).toBe('finished');
  });

  it('go when they are dismissed, once settled', async () => {
    await withNewStore(async (store) => {
      const { id } = await planned(store, [await archiveIn(store)]);
      expect(await call(store.host, 'job.dismiss', { job: id })).toEqual({ dismissed: false });
      await call(store.host, 'job.cancel', { job: id });
      await settled(store.host, id);
      const told = nextEvent(store.host, (event): event is StowageEvent => event.type === 'job.changed' && event.job === id);
      expect(await call(store.host, 'job.dismiss', { job: id })).toEqual({ dismissed: true });
      await told;
      expect(await ids(store)).toEqual([]);
      await expect(call(store.host, 'job.dismiss', { job: id })).rejects.toMatchObject({ code: 'job-unknown' });
    });
  });
});

describe('job.retry', () => {
  it('runs a settled job of paths again, in its place', async () => {
    await withNewStore(async (store) => {
      const path = await archiveIn(store);
      rmSync(path);
      const first = await startImport(store, path);
      expect(await settled(store.host, first)).toMatchObject({ importReport: { refusedCount: 1 }, canRetry: true });
      await archiveIn(store);
      const { job } = await call(store.host, 'job.retry', { job: first });
      expect(await settled(store.host, job)).toMatchObject({ importReport: { addedCount: 1 }, title: ['one.tar'] });
      expect(await ids(store)).toEqual([job]);
      expect(namesIn(store.path).size).toBe(1);
    });
  });

  it('asks again where it asked before', async () => {
    await withNewStore(async (store) => {
      const { id } = await planned(store, [await archiveIn(store)]);
      await expect(call(store.host, 'job.retry', { job: id })).rejects.toMatchObject({ code: 'job-unknown' });
      await call(store.host, 'job.answer', { job: id, proceed: false });
      await settled(store.host, id);
      const { job } = await call(store.host, 'job.retry', { job: id });
      expect((await reached(store.host, job, 'needs-answer', 'failed', 'finished')).plan?.addedCount).toBe(1);
    });
  });
});

describe('a host', () => {
  it('cancels what waits for an answer when it closes, and leaves the store as it was', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'store');
    try {
      await withStore(path, async (store) => {
        await store.importPath(await writeImages(folder, 'before.tar', { 'docker.io/library/before:1': ['base'] }));
      });
      const before = filesOf(path);
      const outcome = Promise.withResolvers<JobOutcome>();
      await withStore(path, async (store) => {
        store.host.subscribe((event) => {
          if (event.type === 'job.settled') outcome.resolve(event.outcome);
        });
        await planned(store, [await writeImages(folder, 'one.tar.gz', images, { wrapper: 'gzip' })]);
      });
      expect(await outcome.promise).toMatchObject({ ok: false, error: { code: 'cancelled' } });
      expect(filesOf(path)).toEqual(before);
      expect(leftoversIn(path)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('closes with jobs that have not begun', async () => {
    const ended: string[] = [];
    await withNewStore(async (store) => {
      store.host.subscribe((event) => {
        if (event.type === 'job.settled' && !event.outcome.ok) ended.push(event.outcome.error.code);
      });
      const picks = [store.host.picks.offer({ kind: 'path', path: await archiveIn(store) })];
      await startJob(store.host, 'archive.import', { picks, review: true });
      await startJob(store.host, 'archive.plan', { picks });
      await startJob(store.host, 'archive.import', { picks });
    });
    expect(ended).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('tells of a job that needs an answer, goes on and settles, and of the store that changed by it', async () => {
    await withNewStore(async (store) => {
      await store.importPath(await writeImages(join(store.path, '..'), 'before.tar', { 'docker.io/library/before:1': ['base'] }));
      const events: StowageEvent[] = [];
      store.host.subscribe((event) => events.push(event));
      const { id } = await planned(store, [await archiveIn(store)]);
      const changed = nextEvent(store.host, (event): event is StowageEvent => event.type === 'store.changed');
      await call(store.host, 'job.answer', { job: id, proceed: true });
      await changed;
      await settled(store.host, id);
      expect(events.filter((event) => event.type === 'job.changed').length).toBeGreaterThanOrEqual(4);
      expect(await recordOf(store.host, id)).toMatchObject({ state: 'finished', plan: null, importReport: { addedCount: 1 } });
    });
  });
});
