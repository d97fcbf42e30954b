// Room cli: `stowage log [FILTER]`: one line a change, the newest first.
import type { LogEntry, LogNote } from '../../../preload/contract/upkeep-model.ts';
import { spanOfTime, wholeNumber } from '../amounts.ts';
import type { CommandRun, View } from '../session.ts';
import { faint, type Line } from '../text/line.ts';
import { type Cell, table } from '../text/table.ts';
import { exactTimeText } from '../text/times.ts';
import { artifactText, count, familiar, shortDigest } from '../text/words.ts';

const defaultLimit = 100;
/** Changes of many things stay one line; --json has all of them. */
const shownParts = 5;

export const run: CommandRun<'log'> = async (session, [filter], options) => {
  const limit = wholeNumber('--limit', options.limit, 'log', 1) ?? defaultLimit;
  const seconds = spanOfTime('--since', options.since, 'log');
  const since = seconds === undefined ? undefined : new Date(Date.now() - seconds * 1000).toISOString();
  const page = await session.call('log.list', { filter, since, limit });
  session.answer(page, {
    lines: (view) => logLines(page.items, view),
    names: () => page.items.flatMap(namesIn),
  });
  const rest = page.total - page.items.length;
  if (rest > 0) session.remark([[faint(`${count(rest, 'earlier change')}; show more with --limit N.`)]]);
  return 0;
};

export function logLines(entries: readonly LogEntry[], view: View): readonly Line[] {
  if (entries.length === 0) return ['No changes.'];
  const columns = [{ heading: 'Time' }, { heading: 'By' }, { heading: 'Operation' }, { heading: 'What', cut: true }] as const;
  const rows = entries.map((entry): readonly Cell[] => [
    exactTimeText(entry.at),
    entry.user === null ? entry.door : `${entry.user} (${entry.door})`,
    entry.operation,
    whatText(entry),
  ]);
  return table(columns, rows, view.screen);
}

/** References and digests a change touched. */
function namesIn({ tags, added, removed }: LogEntry): readonly string[] {
  return [...tags.map(({ reference }) => familiar(reference)), ...[...added, ...removed].map(({ digest }) => digest)];
}

function whatText(entry: LogEntry): string {
  const { operation, tags, added, removed, blobsAdded, blobsRemoved, notes, source } = entry;
  const parts = [
    // A restore says why, all else where from.
    ...(source === null ? [] : [operation === 'restore' ? source : `from ${source}`]),
    ...tags.map(tagText),
    ...added.map((artifact) => `added ${artifactText(artifact)}`),
    ...removed.map((artifact) => `removed ${artifactText(artifact)}`),
    ...notes.map(noteText),
    ...(blobsAdded === 0 ? [] : [`${count(blobsAdded, 'blob')} came in`]),
    ...(blobsRemoved === 0 ? [] : [`${count(blobsRemoved, 'blob')} went`]),
  ];
  const rest = parts.length - shownParts;
  return [...parts.slice(0, shownParts), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

function tagText({ reference, from, to }: LogEntry['tags'][number]): string {
  const name = familiar(reference);
  if (to === null) return `${name} taken from ${shortDigest(from)}`;
  return from === null || from === to
    ? `${name} is ${shortDigest(to)}`
    : `${name} moved from ${shortDigest(from)} to ${shortDigest(to)}`;
}

function noteText(note: LogNote): string {
  if ('reference' in note) return `${note.kind} ${familiar(note.reference)}`;
  if ('digest' in note) return `${note.kind} ${shortDigest(note.digest)}`;
  if ('revision' in note) return `took back change ${note.revision}`;
  return `${count(note.count, 'blob')} checked`;
}
