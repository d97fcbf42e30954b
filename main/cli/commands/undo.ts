// Room cli: `stowage undo`.
import { exitCodes } from '../exit-codes.ts';
import { undoLines, undoOfferLines } from '../removal-lines.ts';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'undo'> = async (session, _operands, options) => {
  if (options['dry-run'] === true) {
    const offer = await session.call('undo.show', {});
    session.answer(offer, {
      lines: (view) => (offer === null ? ['Nothing can be taken back now.'] : undoOfferLines(offer, view)),
      names: () => offer?.artifacts.map(({ digest }) => digest) ?? [],
    });
    // As the undo itself would end.
    return offer === null ? exitCodes['nothing-to-undo'] : 0;
  }
  const report = await session.call('undo.run', {});
  session.answer(report, { lines: () => undoLines(report), names: () => report.artifacts.map(({ digest }) => digest) });
  return 0;
};
