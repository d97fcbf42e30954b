// Feature storage: the plan that a cleanup's preview shows. It stands still while the user looks at it: a change of the store makes it
// outdated, and only the user makes it new. Of answers that overtake each other the last question's counts.
import { useCallback, useEffect, useState } from 'react';
import type { CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useAct } from '../../host/use-call.ts';
import { type Chosen, keysOf } from './cleanup-choice.ts';

const daySeconds = 86_400;

interface Preview {
  readonly plan: CleanupPlan | null;
  readonly chosen: Chosen;
  readonly days: number;
  /** The figures belong to an earlier choice. */
  readonly isPending: boolean;
  /** The store is at another revision than the one that was looked at. */
  readonly isOutdated: boolean;
  readonly error: Error | null;
  readonly choose: (chosen: Chosen) => void;
  readonly limitTo: (days: number) => void;
  /** Looks again, at the same choice. */
  readonly again: () => void;
}

export function useCleanupPreview(firstDays: number): Preview {
  const { client } = useHost();
  const { mutate, isPending, error } = useAct('cleanup.plan');
  const [days, setDays] = useState(firstDays);
  const [plan, setPlan] = useState<CleanupPlan | null>(null);
  const [chosen, setChosen] = useState<Chosen>(new Set());
  const [lookedAt, setLookedAt] = useState(0);
  const [newest, setNewest] = useState(0);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.type === 'store.changed') setNewest(event.revision);
      }),
    [client],
  );

  const ask = useCallback(
    (nextDays: number, keys: readonly string[] | null, isNewLook: boolean) => {
      const input = { olderThanSeconds: nextDays * daySeconds, ...(keys === null ? {} : { keys: [...keys] }) };
      mutate(input, {
        onSuccess: (answer) => {
          setPlan(answer);
          if (isNewLook) setLookedAt(answer.revision);
          if (keys === null) setChosen(new Set(keysOf(answer)));
        },
      });
    },
    [mutate],
  );
  useEffect(() => {
    setDays(firstDays);
    ask(firstDays, null, true);
  }, [ask, firstDays]);

  /** All rows are asked for without naming them. */
  const named = (next: Chosen): readonly string[] | null =>
    plan === null || keysOf(plan).every((key) => next.has(key)) ? null : [...next];
  return {
    plan,
    chosen,
    days,
    isPending,
    isOutdated: plan !== null && (plan.revision !== lookedAt || newest > plan.revision),
    error,
    choose: (next) => {
      setChosen(next);
      ask(days, named(next), false);
    },
    limitTo: (next) => {
      setDays(next);
      ask(next, null, true);
    },
    again: () => ask(days, named(chosen), true),
  };
}
