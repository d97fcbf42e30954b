// Room cli: `stowage export REF… -o FILE|DIR|-`.
import type { ExportReport } from '../../../preload/contract/transfer-model.ts';
import { StowageError } from '../../errors.ts';
import { platformList } from '../platform-list.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { type Line, strong } from '../text/line.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'export'> = async (session, references, options) => {
  const target = options.output;
  if (target === undefined) throw usage('stowage export needs -o FILE, -o DIR or -o -.');
  if (target === '-' && session.stdout.isTerminal)
    throw usage('An archive is not written to a terminal: redirect it with > FILE, or use -o FILE.');
  const [withReferrers, withoutReferrers] = [options['with-referrers'], options['no-referrers']];
  if (withReferrers === true && withoutReferrers === true) throw usage('--with-referrers and --no-referrers exclude each other.');
  const report = await session.job('archive.export', {
    references: [...references],
    target: await session.offer(target === '-' ? { kind: 'stdout' } : { kind: 'path', path: target }),
    profile: options.profile,
    platforms: platformList(options.platform),
    compress: options.compress,
    withReferrers: withoutReferrers === true ? false : withReferrers,
    allowMissing: options['allow-missing'],
  });
  session.warn(report.warnings);
  // Where stdout carries the archive, the report goes to stderr.
  session.answer(report, { lines: () => exportLines(report) }, target === '-' ? session.stderr : session.stdout);
  return 0;
};

export function exportLines(report: ExportReport): readonly Line[] {
  const target = report.target === '-' ? 'standard output' : report.target;
  const written = `${count(report.artifacts.length, 'artifact')}, ${count(report.blobCount, 'blob')}, ${bytesText(report.sizeBytes)}`;
  return [['Wrote ', strong(target), ` (${report.profile}): ${written}`]];
}

function usage(reason: string): StowageError {
  return new StowageError('usage', { reason, command: 'export' });
}
