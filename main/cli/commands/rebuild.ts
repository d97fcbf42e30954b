// Room cli: `stowage rebuild`.
import type { CommandRun } from '../session.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'rebuild'> = async (session) => {
  const report = await session.job('store.rebuild', {});
  session.answer(report, {
    lines: () => [
      `The catalogue is made again: ${count(report.artifactCount, 'artifact')}, ${count(report.tagCount, 'tag')}, ${count(report.blobCount, 'blob')}.`,
    ],
  });
  session.warn(report.warnings);
  return 0;
};
