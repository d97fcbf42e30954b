// Room cli: `stowage cleanup [--dry-run]`.
import { spanOfTime, wholeNumber } from '../amounts.ts';
import { cleanupNames, cleanupPlanLines, cleanupReportLines } from '../cleanup-report.ts';
import type { CommandRun } from '../session.ts';

const daySeconds = 86_400;

export const run: CommandRun<'cleanup'> = async (session, _operands, options) => {
  const olderThan = spanOfTime('--older-than', options['older-than'], 'cleanup');
  const policy = {
    keep: wholeNumber('--keep', options.keep, 'cleanup'),
    olderThanSeconds: olderThan ?? (await session.call('settings.get', {})).untaggedGraceDays * daySeconds,
    repositories: options.repo === undefined ? undefined : [...options.repo],
    tagPattern: options.tag,
    untagged: options.untagged,
  };
  if (options['dry-run'] === true) {
    const plan = await session.call('cleanup.plan', policy);
    session.answer(plan, { lines: (view) => cleanupPlanLines(plan, view), names: () => cleanupNames(plan) });
    // As the cleanup itself would end.
    return plan.blockers.length === 0 ? 0 : 6;
  }
  const report = await session.job('cleanup.run', policy);
  session.answer(report, { lines: (view) => cleanupReportLines(report, view), names: () => cleanupNames(report) });
  return report.blockers.length === 0 ? 0 : 6;
};
