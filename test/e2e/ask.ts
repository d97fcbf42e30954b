// Room test/e2e: questions to the host of a running app, past its screens.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../../.build/build-once.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import type { OperationInput, OperationName } from '../../preload/contract/operations.ts';
import type { JobRecord } from '../../preload/contract/transfer-model.ts';
import type { Answer } from '../../renderer/host/host-client.ts';
import type { Launched } from './launch.ts';

/** Archives that real tools wrote. */
export const archives = join(root, 'test', 'fixtures', 'archives');

/** Asks the app's host past its screens. @throws Error with the failure's code */
export async function ask<Name extends OperationName>(
  { page }: Pick<Launched, 'page'>,
  name: Name,
  input: OperationInput<Name>,
): Promise<Answer<Name>> {
  const result: unknown = await page.evaluate(
    async ([asked, given]) => {
      if ('stowage' in window) return await window.stowage.call(asked, given);
      const body = JSON.stringify({ name: asked, input: given });
      const response = await fetch('/api/call', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return (await response.json()) as unknown;
    },
    [name, input] as const,
  );
  const answer = result as { readonly ok: true; readonly value: Answer<Name> } | { readonly ok: false; readonly error: Failure };
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

/** The states of the app's jobs, newest first. */
export async function jobStates(app: Pick<Launched, 'page'>): Promise<readonly JobRecord['state'][]> {
  return (await ask(app, 'job.list', {})).map(({ state }) => state);
}

/** Waits until the jobs, newest first, are as wanted. */
export async function jobsUntil(
  app: Pick<Launched, 'page'>,
  areIt: (jobs: readonly JobRecord[]) => boolean,
): Promise<readonly JobRecord[]> {
  for (;;) {
    const jobs = await ask(app, 'job.list', {});
    if (areIt(jobs)) return jobs;
    await wait(50);
  }
}
