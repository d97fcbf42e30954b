// Room cli: `stowage manifests [REPO]`.
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, notice } from '../text/line.ts';
import { type Cell, table } from '../text/table.ts';
import { timeText } from '../text/times.ts';
import { familiar, formerTagsText, kindText, markText, platformsText, shortDigest } from '../text/words.ts';

export const run: CommandRun<'manifests'> = async (session, [repository], options) => {
  const page = await session.call('artifact.list', { repository, show: options.untagged === true ? 'untagged' : 'all' });
  session.answer(page, {
    lines: (view) => artifactLines(page.items, repository === undefined, view),
    names: () => page.items.map((artifact) => artifact.digest),
  });
  return 0;
};

export function artifactLines(artifacts: readonly ArtifactSummary[], withRepository: boolean, view: View): readonly Line[] {
  if (artifacts.length === 0) return ['No artifacts.'];
  const marked = artifacts.some((artifact) => markText(artifact) !== '');
  const columns = [
    { heading: 'Digest' },
    ...(withRepository ? [{ heading: 'Repository' }] : []),
    { heading: 'Tags' },
    { heading: 'Kind' },
    { heading: 'Platforms' },
    { heading: 'Size', align: 'right' },
    { heading: 'Unique', align: 'right' },
    { heading: 'Added' },
    ...(marked ? [{ heading: 'State' }] : []),
    { heading: 'Type', cut: true },
  ] as const;
  const rows = artifacts.map((artifact): readonly Cell[] => [
    shortDigest(artifact.digest),
    ...(withRepository ? [artifact.repository === null ? '–' : familiar(artifact.repository)] : []),
    tagsCell(artifact, view.nowMs),
    kindText(artifact.kind),
    platformsText(artifact.platforms),
    bytesText(artifact.sizeBytes),
    bytesText(artifact.uniqueBytes),
    timeText(artifact.addedAt, view.nowMs),
    ...(marked ? [notice(markText(artifact))] : []),
    faint(artifact.artifactType ?? artifact.mediaType),
  ]);
  return table(columns, rows, view.screen);
}

function tagsCell(artifact: ArtifactSummary, nowMs: number): Cell {
  if (artifact.tags.length > 0) return artifact.tags.join(', ');
  return faint(artifact.formerTags.length === 0 ? 'untagged' : `untagged, was ${formerTagsText(artifact.formerTags, nowMs)}`);
}
