// Room test: what the interface knows of its connection: lost is not ended, and each change is told once.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionState } from '../../../renderer/host/connection-state.ts';
import type { Connection } from '../../../renderer/host/host-client.ts';
import { HostLost, SessionEnded } from '../../../renderer/host/host-failure.ts';

/** A connection whose next questions are answered as `answers` says: null where the host answers. */
function connection(answers: (Error | null)[] = []): { readonly state: ConnectionState; readonly told: readonly Connection[] } {
  const state = new ConnectionState(async () => {
    const error = answers.shift() ?? null;
    if (error !== null) throw error;
  });
  const told: Connection[] = [];
  state.listen((now) => told.push(now));
  return { state, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a connection', () => {
  it('that breaks is lost, told once, and found again by asking', async () => {
    const { state, told } = connection([new Error('refused'), null]);
    expect(state.lose(new Error('refused'))).toBeInstanceOf(HostLost);
    state.lose(new Error('refused'));
    await vi.runAllTimersAsync();
    expect(told).toEqual(['lost', 'connected']);
  });

  it('of a page the host no longer knows has ended', async () => {
    const { state, told } = connection();
    expect(state.lose(new SessionEnded())).toBeInstanceOf(SessionEnded);
    expect(told).toEqual(['ended']);
    await vi.runAllTimersAsync();
    expect(told).toEqual(['ended', 'connected']);
  });

  it('of a host that was started anew is lost first, then ended', async () => {
    const { state, told } = connection([new Error('refused'), new SessionEnded(), null]);
    state.lose(new Error('refused'));
    await vi.runAllTimersAsync();
    expect(told).toEqual(['lost', 'ended', 'connected']);
  });
});
