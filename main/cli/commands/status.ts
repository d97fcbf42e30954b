// Room cli: `stowage status`.
import type { StoreSummary } from '../../../preload/contract/model.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { type Line, notice, strong } from '../text/line.ts';
import { labelled } from '../text/table.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'status'> = async (session) => {
  const summary = await session.call('store.status', {});
  session.answer(summary, { lines: () => statusLines(summary), names: () => [summary.path] });
  return 0;
};

export function statusLines(summary: StoreSummary): readonly Line[] {
  const { volume, untaggedCount } = summary;
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
    ['Revision', [String(summary.revision)]],
  ]);
}
