// Room cli: locks as lines: one that was set or lifted, and the list of all.
import type { LockInfo } from '../../preload/contract/upkeep-model.ts';
import type { View } from './session.ts';
import { type Line, strong } from './text/line.ts';
import { table } from './text/table.ts';
import { timeText } from './text/times.ts';
import { familiar, lockText } from './text/words.ts';

/** How it stands with a lock after it was changed; null is no lock of its own: that of its repository may still hold. */
export function lockLine(reference: string, lock: LockInfo | null): Line {
  if (lock === null) return [strong(familiar(reference)), ' has no lock of its own'];
  return [strong(familiar(lock.reference)), ` is locked: ${lockText(lock.switches)}`];
}

export function lockListLines(locks: readonly LockInfo[], view: View): readonly Line[] {
  if (locks.length === 0) return ['Nothing is locked.'];
  const columns = [{ heading: 'Name' }, { heading: 'Locked' }, { heading: 'Since' }] as const;
  const rows = locks.map((lock) => [familiar(lock.reference), lockText(lock.switches), timeText(lock.since, view.nowMs)]);
  return table(columns, rows, view.screen);
}
