// Room cli: `stowage tags REPO`.
import type { TagSummary } from '../../../preload/contract/model.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import type { Line } from '../text/line.ts';
import { table } from '../text/table.ts';
import { timeText } from '../text/times.ts';
import { familiar, kindText, markText, shortDigest } from '../text/words.ts';

export const run: CommandRun<'tags'> = async (session, [repository = '']) => {
  const page = await session.call('tag.list', { repository });
  session.answer(page, {
    lines: (view) => tagLines(page.items, view),
    names: () => page.items.map((tag) => familiar(`${tag.repository}:${tag.tag}`)),
  });
  return 0;
};

export function tagLines(tags: readonly TagSummary[], view: View): readonly Line[] {
  if (tags.length === 0) return ['No tags.'];
  const columns = [
    { heading: 'Tag' },
    { heading: 'Digest' },
    { heading: 'Kind' },
    { heading: 'Size', align: 'right' },
    { heading: 'Changed' },
    { heading: tags.some((tag) => tag.locked !== null) ? 'State' : '' },
  ] as const;
  const rows = tags.map((tag) => [
    tag.tag,
    shortDigest(tag.digest),
    kindText(tag.kind),
    bytesText(tag.sizeBytes),
    timeText(tag.updatedAt, view.nowMs),
    markText(tag),
  ]);
  return table(columns, rows, view.screen);
}
