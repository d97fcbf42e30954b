// Room cli: a cleanup as lines: the groups of its plan, what is kept and why, what keeps it from taking blobs, and the sum.
// Plan and report print alike, so that one can be laid beside the other.
import type {
  CleanupGroup,
  CleanupGroupKind,
  CleanupItem,
  CleanupKeptReason,
  CleanupPlan,
  CleanupReport,
} from '../../preload/contract/upkeep-model.ts';
import type { View } from './session.ts';
import { bytesText } from './text/bytes.ts';
import { faint, type Line, notice, strong } from './text/line.ts';
import { type Cell, type Column, labelled, table } from './text/table.ts';
import { spanText, timeText } from './text/times.ts';
import { artifactText, count, familiar, shortDigest } from './text/words.ts';

/** What a cleanup would do. */
export function cleanupPlanLines(plan: CleanupPlan, view: View): readonly Line[] {
  return lines(plan, view, `Would free ${bytesText(plan.totals.freedBytes)}`, plannedCounts(plan));
}

/** What a cleanup did. */
export function cleanupReportLines(report: CleanupReport, view: View): readonly Line[] {
  const counts = [
    ...some(report.deletedArtifacts, 'artifact'),
    ...some(report.removedTags, 'tag'),
    ...some(report.deletedBlobs, 'blob'),
  ];
  return lines(report, view, `Freed ${bytesText(report.measuredBytes)}`, counts);
}

/** What --quiet prints: digests, and the names of interrupted work. */
export function cleanupNames(plan: CleanupPlan): readonly string[] {
  return selected(plan.groups).map((item) => item.digest ?? item.name);
}

function lines(plan: CleanupPlan, view: View, sum: string, counts: readonly string[]): readonly Line[] {
  const { staysBytes, fullBytes } = plan.totals;
  const groups = plan.groups.filter((group) => selected([group]).length > 0);
  return [
    ...groups.flatMap((group) => [...groupLines(group, plan, view), '']),
    ...keptLines(plan),
    ...blockerLines(plan),
    ...(staysBytes === 0 ? [] : [`${bytesText(staysBytes)} of ${bytesText(fullBytes)} stay.`]),
    [strong(sum), counts.length === 0 ? '' : ` (${counts.join(', ')})`],
  ];
}

function groupLines(group: CleanupGroup, plan: CleanupPlan, view: View): readonly Line[] {
  const items = selected([group]);
  const titles: Readonly<Record<CleanupGroupKind, string>> = {
    tagged: 'Tags that match',
    untagged: 'Untagged artifacts',
    unreferenced: 'Blobs that nothing needs',
    interrupted: 'Interrupted work',
  };
  const age = group.kind === 'untagged' || group.kind === 'tagged' ? `, ${spanText(plan.olderThanSeconds)} or older` : '';
  const head: Line = [strong(titles[group.kind]), faint(plan.olderThanSeconds === 0 ? '' : age)];
  const wanted = columnsOf(group.kind).filter(
    ({ onlyWhereGiven, cell }) => onlyWhereGiven !== true || items.some((item) => textOf(cell(item, view)) !== ''),
  );
  const rows = items.map((item) => wanted.map(({ cell }) => cell(item, view)));
  return [head, ...table(wanted, rows, view.screen, '  ')];
}

interface CleanupColumn extends Column {
  readonly cell: (item: CleanupItem, view: View) => Cell;
  /** Left out where no row has something to say. */
  readonly onlyWhereGiven?: true;
}

const freed: CleanupColumn = { heading: 'Freed', align: 'right', cell: (item) => bytesText(item.freedBytes) };
const since = (heading: string): CleanupColumn => ({ heading, cell: (item, view) => timeText(item.since, view.nowMs) });

function columnsOf(kind: CleanupGroupKind): readonly CleanupColumn[] {
  if (kind === 'interrupted') return [{ heading: 'Name', cell: (item) => item.name }, since('Begun'), freed];
  if (kind === 'unreferenced') return [{ heading: 'Blob', cell: (item) => shortDigest(item.digest) }, since('Written'), freed];
  return [
    { heading: 'Artifact', cell: (item) => nameOf(item) },
    ...(kind === 'tagged' ? [{ heading: 'Tags', cell: (item: CleanupItem) => item.tags.join(', ') }] : []),
    since(kind === 'tagged' ? 'Tag set' : 'Untagged since'),
    { heading: 'Was', onlyWhereGiven: true, cell: (item) => item.formerTags.map(({ tag }) => tag).join(', ') },
    { heading: 'Full size', align: 'right', cell: (item) => bytesText(item.fullBytes) },
    { heading: 'Stays', align: 'right', cell: (item) => bytesText(item.staysBytes) },
    {
      heading: 'Counted above',
      align: 'right',
      onlyWhereGiven: true,
      cell: (item) => (item.countedAboveBytes === 0 ? '' : bytesText(item.countedAboveBytes)),
    },
    freed,
    {
      heading: 'Stays for',
      cut: true,
      onlyWhereGiven: true,
      cell: (item) => (item.staysFor === null ? '' : faint(artifactText(item.staysFor))),
    },
  ];
}

function nameOf({ repository, digest }: CleanupItem): string {
  return repository === null ? shortDigest(digest) : `${familiar(repository)}@${shortDigest(digest)}`;
}

const keptTexts: Readonly<Record<CleanupKeptReason, (age: string) => string>> = {
  recent: (age) => `younger than ${age}`,
  newest: () => 'among the newest',
  locked: () => 'locked',
  'in-use': () => 'in use by running work',
  'index-child': () => 'part of an image index',
  referrer: () => 'referring to an artifact that stays',
  'other-repository': () => 'in other repositories',
  unreadable: () => 'kept, because a manifest cannot be read',
};

function keptLines({ kept, olderThanSeconds }: CleanupPlan): readonly Line[] {
  const age = spanText(olderThanSeconds);
  return labelled([
    ['Stays', kept.map(({ reason, count: amount }) => `${amount.toLocaleString('en-US')} ${keptTexts[reason](age)}`)],
  ]);
}

/** Manifests that cannot be read stop the taking of blobs (I8). */
function blockerLines({ blockers }: CleanupPlan): readonly Line[] {
  if (blockers.length === 0) return [];
  return [
    [
      notice('No blob is taken away'),
      `: what ${count(blockers.length, 'manifest')} that cannot be read ${blockers.length === 1 ? 'needs' : 'need'} is not known.`,
    ],
    ...blockers.map(({ digest, reason }): Line => ['  ', digest, ` ${reason}`]),
    '  Verify the store with `stowage verify`, then repair or delete them.',
  ];
}

function plannedCounts({ groups }: CleanupPlan): readonly string[] {
  const ofKind = (kind: CleanupGroupKind): readonly CleanupItem[] => selected(groups.filter((group) => group.kind === kind));
  return [
    ...some(ofKind('untagged').length, 'artifact'),
    ...some(
      ofKind('tagged').reduce((sum, item) => sum + item.tags.length, 0),
      'tag',
    ),
    ...some(ofKind('unreferenced').length, 'blob that nothing needs', 'blobs that nothing needs'),
    ...some(ofKind('interrupted').length, 'piece of interrupted work', 'pieces of interrupted work'),
  ];
}

function some(amount: number, one: string, many?: string): readonly string[] {
  return amount === 0 ? [] : [count(amount, one, many)];
}

function selected(groups: readonly CleanupGroup[]): readonly CleanupItem[] {
  return groups.flatMap((group) => group.items).filter((item) => item.selected);
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
