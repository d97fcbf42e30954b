// Tests of main/web/event-log.ts: whoever comes back gets exactly what was missed, or is told that it is not known.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../main/web/event-log.ts';
import type { StowageEvent } from '../../../preload/contract/events.ts';

const changed = (revision: number): StowageEvent => ({ type: 'store.changed', revision });
const idOf = (frame: string): string => /^id: (.*)$/m.exec(frame)?.[1] ?? '';

describe('EventLog', () => {
  it('gives what came after an id, whatever the id and however much came', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (count, seen) => {
        const log = new EventLog();
        const start = idOf(log.opening(undefined));
        const frames = Array.from({ length: count }, (_, at) => log.add(changed(at)));
        const lastId = seen === 0 ? start : idOf(frames[Math.min(seen, count) - 1] ?? '') || start;
        expect(log.opening(lastId)).toBe(frames.slice(Math.min(seen, count)).join(''));
      }),
    );
  });

  it('says where a new stream stands, without an event', () => {
    const log = new EventLog();
    log.add(changed(1));
    const second = log.add(changed(2));
    expect(log.opening(undefined)).toBe(`id: ${idOf(second)}\n\n`);
    expect(log.opening('')).toBe(log.opening(undefined));
  });

  it('tells to reset after an id of another run, of the future or of nobody', () => {
    const other = idOf(new EventLog().add(changed(1)));
    const log = new EventLog();
    const last = idOf(log.add(changed(1)));
    for (const id of [other, last.replace(/\d+$/, '2'), 'x', '-1', `${last} `])
      expect(log.opening(id)).toBe(`id: ${last}\nevent: reset\ndata: {}\n\n`);
  });

  it('tells to reset when so much went by that not all of it is kept, and keeps the newest', () => {
    const log = new EventLog();
    const item = 'x'.repeat(1 << 20);
    const large = (): StowageEvent => ({
      type: 'job.progress',
      job: '1',
      progress: { phase: 'reading', doneBytes: 0, totalBytes: null, item, newBytes: 0, sharedBytes: 0 },
    });
    const frames = Array.from({ length: 6 }, () => log.add(large()));
    expect(log.opening(idOf(frames[0] ?? ''))).toContain('event: reset');
    expect(log.opening(idOf(frames[4] ?? ''))).toBe(frames[5]);
  });
});
