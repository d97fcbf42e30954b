// Tests of the event stream of main/web over HTTP: what pages get, and what one gets that was away.
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { archiveFolder } from '../expected-archives.ts';
import { Visitor as Page, type Visitor, withInterface, withVisitor } from './served-interface.ts';

afterEach(() => vi.useRealTimers());

/** Reads a stream's frames one by one. */
class Frames {
  readonly #body: IncomingMessage;
  readonly #chunks: AsyncIterator<Buffer>;
  #text = '';

  constructor(body: IncomingMessage) {
    this.#body = body;
    this.#chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async next(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const frame = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return frame;
      }
      const { done, value } = await this.#chunks.next();
      if (done === true) throw new Error('the stream ended');
      this.#text += value.toString();
    }
  }

  /** Frames up to the first that holds `text`. */
  async until(text: string): Promise<readonly string[]> {
    const frames: string[] = [];
    for (;;) {
      const frame = await this.next();
      frames.push(frame);
      if (frame.includes(text)) return frames;
    }
  }

  leave(): void {
    this.#body.destroy();
  }
}

async function listen(visitor: Visitor, lastId?: string): Promise<Frames> {
  const { status, headers, body } = await visitor.ask('GET', '/api/events', {
    headers: lastId === undefined ? {} : { 'last-event-id': lastId },
  });
  expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  return new Frames(body);
}

async function importSomething(visitor: Visitor): Promise<string> {
  const path = join(archiveFolder, 'docker-28.5', 'app.tar');
  const { value } = await visitor.post('/api/call', { name: 'pick.path', input: { path } });
  const { pick } = (value as { value: { pick: string } }).value;
  const { job, settled } = await visitor.start('archive.import', { picks: [pick] });
  await settled;
  return job;
}

const idOf = (frame: string): string => /^id: (.*)$/m.exec(frame)?.[1] ?? '';

describe('the event stream', () => {
  it('carries every event of a job, with ids, its result the last', async () => {
    await withVisitor(async (visitor) => {
      const frames = await listen(visitor);
      const opening = await frames.next();
      const job = await importSomething(visitor);
      const seen = await frames.until('"job.settled"');
      expect(seen.every((frame) => /^id: [0-9a-f]+-\d+\ndata: \{.*\}$/.test(frame))).toBe(true);
      const ids = [opening, ...seen].map((frame) => Number(idOf(frame).split('-')[1]));
      expect(ids).toEqual(ids.map((_, at) => (ids[0] ?? 0) + at));
      expect(seen.at(-1)).toContain(job);
      expect(seen.some((frame) => frame.includes('"job.progress"'))).toBe(true);
      frames.leave();
    });
  });

  it('resumes after any id with exactly what came since, and then goes on', async () => {
    await withVisitor(async (visitor) => {
      const whole = await listen(visitor);
      const opening = await whole.next();
      await importSomething(visitor);
      const seen = await whole.until('"job.settled"');
      for (const [at, frame] of [opening, ...seen].entries()) {
        if (at === seen.length) break;
        const resumed = await listen(visitor, idOf(frame));
        const got = await resumed.until('"job.settled"');
        expect([got[0]?.replace(/^retry: \d+\n/, ''), ...got.slice(1)]).toEqual(seen.slice(at));
        resumed.leave();
      }
      const current = await listen(visitor, idOf(seen.at(-1) ?? ''));
      await importSomething(visitor);
      expect(idOf((await current.next()).replace(/^retry: \d+\n/, ''))).not.toBe('');
      current.leave();
      whole.leave();
    });
  });

  it('says reset to a page that was connected to another server', async () => {
    await withVisitor(async (visitor) => {
      const frames = await listen(visitor, 'abcdef-12');
      expect(await frames.next()).toMatch(/^retry: \d+\nid: [0-9a-f]+-\d+\nevent: reset\ndata: \{\}$/);
      frames.leave();
    });
  });

  it('is kept alive while nothing happens', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await withInterface(async (served) => {
      const frames = await listen(new Page(served, await served.enter()));
      await frames.next();
      vi.advanceTimersByTime(15_000);
      expect(await frames.next()).toBe(':');
      frames.leave();
    });
  });
});
