// Room cli: one moment of a job as one line of text. Pure: it takes the numbers, the rate and the width.
import type { JobPhase, JobProgress } from '../../preload/contract/events.ts';
import { bytesText, rateText } from './text/bytes.ts';
import { safeText } from './text/safe-text.ts';
import { durationText } from './text/times.ts';
import { cutToWidth, widthOf } from './text/width.ts';

const phaseNames: Readonly<Record<JobPhase, string>> = {
  waiting: 'Waiting',
  opening: 'Opening',
  planning: 'Planning',
  reading: 'Reading',
  writing: 'Writing',
  checking: 'Checking',
  committing: 'Committing',
  rebuilding: 'Rebuilding',
  deleting: 'Deleting',
  verifying: 'Verifying',
  copying: 'Copying',
};
const barCells = 24;
const narrowestItem = 8;

/**
 * `Reading  [===####------]  43%  645 MB of 1.50 GB  412 MB/s  2 s left  new 123 MB, held 522 MB  app.tar`.
 * In the bar `#` is new and `=` was held already. Without a known total there is neither bar nor percent nor time
 * left. What does not fit into `cells` is left out, the item first.
 */
export function progressLine(progress: JobProgress, bytesPerSecond: number | null, cells: number): string {
  const { totalBytes, doneBytes, newBytes, sharedBytes } = progress;
  const known = totalBytes !== null && totalBytes > 0;
  const left = known && bytesPerSecond !== null && bytesPerSecond > 0 ? ((totalBytes - doneBytes) / bytesPerSecond) * 1000 : null;
  const parts = [
    phaseNames[progress.phase],
    known ? bar(progress, totalBytes) : '',
    known ? `${Math.min(100, Math.floor((doneBytes / totalBytes) * 100))}%`.padStart(4) : '',
    known ? `${bytesText(doneBytes)} of ${bytesText(totalBytes)}` : doneBytes > 0 ? bytesText(doneBytes) : '',
    bytesPerSecond === null ? '' : rateText(bytesPerSecond),
    left === null ? '' : `${durationText(left)} left`,
    newBytes + sharedBytes === 0 ? '' : `new ${bytesText(newBytes)}, held ${bytesText(sharedBytes)}`,
  ];
  const line = joinWhileFits(
    parts.filter((part) => part !== ''),
    cells,
  );
  const room = cells - widthOf(line) - 2;
  return room >= narrowestItem && progress.item !== '' ? `${line}  ${cutToWidth(safeText(progress.item), room)}` : line;
}

function joinWhileFits(parts: readonly string[], cells: number): string {
  let line = cutToWidth(parts[0] ?? '', cells);
  for (const part of parts.slice(1)) {
    const longer = `${line}  ${part}`;
    if (widthOf(longer) > cells) break;
    line = longer;
  }
  return line;
}

function bar({ doneBytes, newBytes, sharedBytes }: JobProgress, totalBytes: number): string {
  const filled = Math.min(barCells, Math.round((doneBytes / totalBytes) * barCells));
  const held = newBytes + sharedBytes === 0 ? 0 : Math.round((sharedBytes / (newBytes + sharedBytes)) * filled);
  return `[${'='.repeat(held)}${'#'.repeat(filled - held)}${'-'.repeat(barCells - filled)}]`;
}
