// Room cli: `stowage rm REF…`.
import { removalLines, removalPlanLines, undoHint } from '../removal-lines.ts';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'rm'> = async (session, references, { force, 'dry-run': dryRun }) => {
  if (dryRun === true) {
    const plan = await session.call('artifact.plan-removal', { references: [...references] });
    session.answer(plan, {
      lines: () => removalPlanLines(plan, force === true),
      names: () => plan.artifacts.map(({ digest }) => digest),
    });
    // As the deletion itself would end.
    return plan.locks.length > 0 || (plan.breaks.length > 0 && force !== true) ? 5 : 0;
  }
  const report = await session.call('artifact.remove', { references: [...references], force });
  session.answer(report, {
    lines: ({ nowMs }) => [...removalLines(report), ...undoHint(report, nowMs)],
    names: () => report.artifacts.map(({ digest }) => digest),
  });
  return 0;
};
