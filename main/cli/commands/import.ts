// Room cli: `stowage import FILE|DIR|- …`: several archives are one job.
import { offerArchives } from '../archive-picks.ts';
import { importExitCode } from '../exit-codes.ts';
import { archiveLines, importedNames, summaryLine } from '../import-report.ts';
import { platformList } from '../platform-list.ts';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'import'> = async (session, archives, options) => {
  const picks = await offerArchives(session, archives, 'import');
  const report = await session.job(options['dry-run'] === true ? 'archive.plan' : 'archive.import', {
    picks,
    name: options.name,
    select: options.select === undefined ? undefined : [...options.select],
    platforms: platformList(options.platform),
    onConflict: options['on-conflict'],
    atomic: options.atomic,
    deep: options.deep,
  });
  session.answer(report, {
    lines: (view) => report.archives.flatMap((archive) => archiveLines(archive, report.dryRun, view)),
    names: () => importedNames(report),
  });
  for (const archive of report.archives) {
    // Moved tags stand beside their names already.
    session.warn(archive.warnings.filter((warning) => warning.code !== 'tag-moved' && warning.code !== 'tag-kept'));
    session.refuse(
      [archive.failure, ...archive.artifacts.map((artifact) => artifact.failure)].filter((failure) => failure !== null),
    );
  }
  session.remark([summaryLine(report)]);
  return importExitCode(report);
};
