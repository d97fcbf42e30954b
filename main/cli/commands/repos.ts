// Room cli: `stowage repos`.
import type { RepositorySummary } from '../../../preload/contract/model.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import type { Line } from '../text/line.ts';
import { table } from '../text/table.ts';
import { timeText } from '../text/times.ts';
import { markText } from '../text/words.ts';

export const run: CommandRun<'repos'> = async (session) => {
  const page = await session.call('repository.list', {});
  session.answer(page, {
    lines: (view) => repositoryLines(page.items, view),
    names: () => page.items.map((repository) => repository.familiar),
  });
  return 0;
};

export function repositoryLines(repositories: readonly RepositorySummary[], view: View): readonly Line[] {
  if (repositories.length === 0) return ['No repositories yet. Bring images in with stowage import FILE.'];
  const columns = [
    { heading: 'Repository' },
    { heading: 'Artifacts', align: 'right' },
    { heading: 'Tags', align: 'right' },
    { heading: 'Untagged', align: 'right' },
    { heading: 'Size', align: 'right' },
    { heading: 'Unique', align: 'right' },
    { heading: 'Changed' },
    { heading: repositories.some((repository) => repository.locked !== null) ? 'State' : '' },
  ] as const;
  const rows = repositories.map((repository) => [
    repository.familiar,
    String(repository.artifactCount),
    String(repository.tagCount),
    String(repository.untaggedCount),
    bytesText(repository.sizeBytes),
    bytesText(repository.uniqueBytes),
    timeText(repository.lastChangedAt, view.nowMs),
    markText(repository),
  ]);
  return table(columns, rows, view.screen);
}
