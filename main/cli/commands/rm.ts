// Room cli: `stowage rm REF…`.
import type { RemovalReport } from '../../../preload/contract/model.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { type Line, strong } from '../text/line.ts';
import { count, familiar, shortDigest } from '../text/words.ts';

export const run: CommandRun<'rm'> = async (session, references) => {
  const report = await session.call('artifact.remove', { references: [...references] });
  session.answer(report, { lines: () => removalLines(report) });
  return 0;
};

export function removalLines(report: RemovalReport): readonly Line[] {
  const artifacts = report.artifacts.map(({ repository, digest, tags }): Line => {
    const where = repository === null ? '' : ` of ${familiar(repository)}`;
    return [
      'Deleted ',
      strong(shortDigest(digest)),
      `${where}${tags.length === 0 ? '' : ` with ${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`}`,
    ];
  });
  return [...artifacts, `Freed ${bytesText(report.freedBytes)} in ${count(report.blobCount, 'blob')}.`];
}
