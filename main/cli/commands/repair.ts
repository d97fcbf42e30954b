// Room cli: `stowage repair DIGEST…|--all --from FILE|DIR`.
import type { RepairReport } from '../../../preload/contract/upkeep-model.ts';
import { StowageError } from '../../errors.ts';
import { offerArchives } from '../archive-picks.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { bad, type Line, strong } from '../text/line.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'repair'> = async (session, operands, { all, from = [] }) => {
  // A shell writes --from *.tar as one source and operands: with --all there is nothing else they could be.
  const sources = all === true ? [...from, ...operands] : from;
  if (sources.length === 0) throw usage('stowage repair needs --from FILE or --from DIR.');
  if (all !== true && operands.length === 0) throw usage('stowage repair needs DIGEST … or --all.');
  const report = await session.job('store.repair', {
    digests: all === true ? undefined : [...operands],
    sources: await offerArchives(session, sources, 'repair'),
  });
  session.answer(report, { lines: () => repairLines(report), names: () => report.healed.map(({ digest }) => digest) });
  return report.left.length === 0 ? 0 : 6;
};

export function repairLines({ healed, left }: RepairReport): readonly Line[] {
  if (healed.length + left.length === 0) return ['Nothing is damaged or missing.'];
  return [
    ...healed.map(
      ({ digest, sizeBytes, source }): Line => ['Healed ', strong(digest), ` (${bytesText(sizeBytes)}) from ${source}`],
    ),
    ...left.map((digest): Line => [bad('left:'), ' ', strong(digest)]),
    ...(left.length === 0
      ? []
      : [
          `${count(left.length, 'blob')} ${left.length === 1 ? 'is' : 'are'} left: no source has the same bytes. \`stowage why DIGEST\` tells which artifacts need one.`,
          'A layer that is compressed in one archive and not in another is two blobs: an archive of the same kind as was imported has it.',
        ]),
  ];
}

function usage(reason: string): StowageError {
  return new StowageError('usage', { reason, command: 'repair' });
}
