// Feature storage: what the user wants verified, and what the host is asked for it. Pure.
import type { OperationInput } from '../../../preload/contract/operations.ts';

export interface VerifyChoice {
  readonly scope: 'all' | 'since' | 'repository';
  /** Full name, for that scope; empty while none is chosen. */
  readonly repository: string;
  readonly deep: boolean;
  /** 0 for none. */
  readonly limitBytesPerSecond: number;
}

/** What to ask the host; null while something is missing. */
export function verifyInput({
  scope,
  repository,
  deep,
  limitBytesPerSecond,
}: VerifyChoice): OperationInput<'store.verify'> | null {
  if (scope === 'repository' && repository === '') return null;
  return {
    ...(scope === 'repository' ? { repository } : {}),
    ...(scope === 'since' ? { sinceLast: true } : {}),
    ...(deep ? { deep } : {}),
    ...(limitBytesPerSecond === 0 ? {} : { limitBytesPerSecond }),
  };
}
