// Room cli: `stowage du [REPO]`. The Unique column adds up to what is on disk.
import type { Usage, UsageEntry } from '../../../preload/contract/model.ts';
import { StowageError } from '../../errors.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, strong } from '../text/line.ts';
import { type Cell, labelled, table } from '../text/table.ts';
import { count, familiar, shortDigest } from '../text/words.ts';

export const run: CommandRun<'du'> = async (session, [repository]) => {
  const usage = await session.call('usage.show', {});
  const shown = repository === undefined ? usage : usageOf(usage, repository);
  session.answer(shown, {
    lines: (view) => (repository === undefined ? storeUsageLines(shown, view) : artifactUsageLines(shown.artifacts, view)),
    names: () =>
      (repository === undefined ? shown.repositories : shown.artifacts).map(
        (entry) => entry.digest ?? familiar(entry.repository ?? '–'),
      ),
  });
  return 0;
};

/** The usage of one repository, named in full or familiar form. Throws `repository-not-found`. */
function usageOf(usage: Usage, repository: string): Usage {
  const belongs = (entry: UsageEntry): boolean =>
    entry.repository !== null && (entry.repository === repository || familiar(entry.repository) === repository);
  const repositories = usage.repositories.filter(belongs);
  if (repositories.length === 0) throw new StowageError('repository-not-found', { repository });
  return { ...usage, repositories, artifacts: usage.artifacts.filter(belongs) };
}

export function storeUsageLines(usage: Usage, view: View): readonly Line[] {
  const totals = labelled([
    ['On disk', [strong(`${bytesText(usage.diskBytes)} in ${count(usage.blobCount, 'blob')}`)]],
    ['Counted one by one', [bytesText(usage.logicalBytes)]],
    ['Saved by sharing', [bytesText(usage.savedBytes)]],
    ['Not needed', [bytesText(usage.orphanBytes)]],
  ]);
  if (usage.repositories.length === 0) return totals;
  const columns = [
    { heading: 'Repository' },
    { heading: 'Size', align: 'right' },
    { heading: 'Unique', align: 'right' },
    { heading: 'Shared', align: 'right' },
  ] as const;
  const rows = usage.repositories.map((entry): readonly Cell[] => [
    entry.repository === null ? 'without a repository' : familiar(entry.repository),
    ...sizes(entry),
  ]);
  const rest = [
    ['shared across repositories', usage.sharedAcrossBytes],
    ['not needed', usage.orphanBytes],
    ['on disk', usage.diskBytes],
  ] as const;
  const restRows = rest.map(([what, sizeBytes]): readonly Cell[] => [faint(what), '', faint(bytesText(sizeBytes)), '']);
  return [...totals, '', ...table(columns, [...rows, ...restRows], view.screen)];
}

export function artifactUsageLines(artifacts: readonly UsageEntry[], view: View): readonly Line[] {
  const columns = [
    { heading: 'Digest' },
    { heading: 'Size', align: 'right' },
    { heading: 'Unique', align: 'right' },
    { heading: 'Shared', align: 'right' },
    { heading: 'Tags', cut: true },
  ] as const;
  const rows = artifacts.map((entry): readonly Cell[] => [
    shortDigest(entry.digest),
    ...sizes(entry),
    entry.tags.length === 0 ? faint('untagged') : entry.tags.join(', '),
  ]);
  return table(columns, rows, view.screen);
}

function sizes(entry: UsageEntry): readonly string[] {
  return [bytesText(entry.sizeBytes), bytesText(entry.uniqueBytes), bytesText(entry.sharedBytes)];
}
