// Room cli: `stowage verify [REPO]`: what was checked, and every blob that is not what it should be.
import type { Damage, DamageProblem, VerifyReport } from '../../../preload/contract/upkeep-model.ts';
import { byteRate } from '../amounts.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { bad, type Line, strong } from '../text/line.ts';
import { durationText } from '../text/times.ts';
import { artifactText, count, familiar } from '../text/words.ts';

export const run: CommandRun<'verify'> = async (session, [repository], options) => {
  const report = await session.job('store.verify', {
    repository,
    sinceLast: options['since-last'],
    deep: options.deep,
    limitBytesPerSecond: byteRate('--limit', options.limit, 'verify'),
  });
  session.answer(report, { lines: () => verifyLines(report), names: () => report.damage.map(({ digest }) => digest) });
  return verifyExitCode(report);
};

export function verifyExitCode({ damage }: VerifyReport): ExitCode {
  return damage.length === 0 ? 0 : 6;
}

export function verifyLines(report: VerifyReport): readonly Line[] {
  const { repository, damage, resumedCount, healedCount, catalogDifferences } = report;
  const where = repository === null ? '' : ` of ${familiar(repository)}`;
  const time = report.durationMs < 1000 ? 'less than 1 s' : durationText(report.durationMs);
  return [
    `Checked ${count(report.checkedCount, 'blob')}${where}, ${bytesText(report.checkedBytes)}, in ${time}.`,
    ...given(resumedCount, `${count(resumedCount, 'more blob')} had been checked by an earlier run that was interrupted.`),
    ...given(healedCount, `${count(healedCount, 'blob')} that had been damaged ${healedCount === 1 ? 'is' : 'are'} whole.`),
    ...given(
      catalogDifferences,
      `The catalogue differed from the disk in ${count(catalogDifferences, 'row')} and was made again.`,
    ),
    ...(damage.length === 0 ? [[strong('No damage found.')]] : damageLines(damage)),
  ];
}

const problems: Readonly<Record<DamageProblem, string>> = {
  'wrong-bytes': 'its bytes do not match its digest',
  'wrong-size': 'its size is not what its descriptor says',
  missing: 'it is missing',
  'wrong-diff-id': 'unpacked, it does not match its diff ID',
};
const shownArtifacts = 5;

/** The damaged blobs with what needs them, and what to do. */
function damageLines(damage: readonly Damage[]): readonly Line[] {
  return [
    ...damage.flatMap(({ digest, problem, sizeBytes, artifacts }): readonly Line[] => [
      [bad('damaged:'), ' ', strong(digest), `${sizeBytes === 0 ? '' : ` (${bytesText(sizeBytes)})`}: ${problems[problem]}`],
      ...artifacts.slice(0, shownArtifacts).map((artifact): Line => `  needed by ${artifactText(artifact)}`),
      ...given(
        artifacts.length > shownArtifacts ? 1 : 0,
        `  and by ${count(artifacts.length - shownArtifacts, 'more artifact')}`,
      ),
    ]),
    damage.length === 1
      ? '1 blob is not whole. Until it is, artifacts that need it are not exported.'
      : `${count(damage.length, 'blob')} are not whole. Until they are, artifacts that need them are not exported.`,
    'Repair from an archive or folder that has the bytes: `stowage repair --all --from FILE`; or pull it again.',
  ];
}

function given(amount: number, line: Line): readonly Line[] {
  return amount === 0 ? [] : [line];
}
