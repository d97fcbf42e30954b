// Feature transfers: plans that this window has seen and what was chosen of them, so that a running import can name its artifacts.
// The host shows a plan only while it waits.
import { useMutationState } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { OperationInput } from '../../../preload/contract/operations.ts';
import type { ImportReport, JobRecord } from '../../../preload/contract/transfer-model.ts';

const plans = new Map<string, ImportReport>();

export function useRememberPlans(jobs: readonly JobRecord[]): void {
  useEffect(() => {
    for (const { id, plan } of jobs) if (plan !== null) plans.set(id, plan);
    const known = new Set(jobs.map(({ id }) => id));
    for (const id of plans.keys()) if (!known.has(id)) plans.delete(id);
  }, [jobs]);
}

/** The plan a running import goes by, less what was left out of it; null where this window did not see it. */
export function usePlanOf(job: string): ImportReport | null {
  const answers = useMutationState({
    filters: { mutationKey: ['job.answer'] },
    select: ({ state }) => state.variables as OperationInput<'job.answer'> | undefined,
  });
  const plan = plans.get(job);
  if (plan === undefined) return null;
  const keys = answers.findLast((answer) => answer?.job === job)?.keys;
  if (keys === undefined) return plan;
  return {
    ...plan,
    archives: plan.archives.map((archive) => ({
      ...archive,
      artifacts: archive.artifacts.filter(({ key }) => keys.includes(key)),
    })),
  };
}
