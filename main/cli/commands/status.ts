// Room cli: `stowage status`.
import type { StoreSummary } from '../../../preload/contract/model.ts';
import type { LastVerify } from '../../../preload/contract/upkeep-model.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { bad, type Line, notice, strong } from '../text/line.ts';
import { labelled } from '../text/table.ts';
import { timeText } from '../text/times.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'status'> = async (session) => {
  const summary = await session.call('store.status', {});
  // Only people are told of locks here; --json is the contract's answer as it is.
  const lockCount = session.json || session.quiet ? 0 : (await session.call('lock.list', {})).length;
  session.answer(summary, { lines: (view) => statusLines(summary, lockCount, view), names: () => [summary.path] });
  return 0;
};

export function statusLines(summary: StoreSummary, lockCount: number, view: View): readonly Line[] {
  const { volume, untaggedCount, damagedCount, unreadableCount, lastVerify } = summary;
  return labelled([
    ['Store', [strong(summary.path)]],
    ['Access', summary.readOnly ? [notice('read-only')] : []],
    [
      'Holds',
      [
        `${count(summary.artifactCount, 'artifact')} in ${count(summary.repositoryCount, 'repository', 'repositories')}, ${count(summary.tagCount, 'tag')}`,
      ],
    ],
    ['Untagged', untaggedCount === 0 ? [] : [count(untaggedCount, 'artifact')]],
    ['On disk', [`${bytesText(summary.diskBytes)} in ${count(summary.blobCount, 'blob')}`]],
    ['Saved by sharing', [`${bytesText(summary.savedBytes)} of ${bytesText(summary.logicalBytes)} counted one by one`]],
    ['Not needed', summary.orphanBytes === 0 ? [] : [bytesText(summary.orphanBytes)]],
    ['Free', [`${bytesText(volume.freeBytes)} of ${bytesText(volume.totalBytes)}`]],
    ['Locks', lockCount === 0 ? [] : [String(lockCount)]],
    ['Verified', lastVerify === null ? [] : [verifyText(lastVerify, view.nowMs)]],
    ['Damaged', damagedCount === 0 ? [] : [bad(`${count(damagedCount, 'blob')}, see stowage verify and stowage repair`)]],
    ['In quarantine', summary.quarantineBytes === 0 ? [] : [`${bytesText(summary.quarantineBytes)} in .stowage/quarantine`]],
    [
      'Unreadable',
      unreadableCount === 0
        ? []
        : [bad(`${count(unreadableCount, 'manifest')}; while there are any, cleanup takes no blob away`)],
    ],
    ['Revision', [String(summary.revision)]],
  ]);
}

function verifyText({ at, checkedCount, damagedCount }: LastVerify, nowMs: number): string {
  const outcome = damagedCount === 0 ? 'all whole' : `${damagedCount.toLocaleString('en-US')} damaged`;
  return `${timeText(at, nowMs)}: ${count(checkedCount, 'blob')}, ${outcome}`;
}
