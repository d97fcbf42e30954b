// Room cli: what a deletion takes and what an undo brings back, as lines. Artifacts are named with the tags that go along.
import type { RemovalReport } from '../../preload/contract/model.ts';
import type { ArtifactName, RemovalPlan, UndoOffer, UndoReport } from '../../preload/contract/upkeep-model.ts';
import type { View } from './session.ts';
import { bytesText } from './text/bytes.ts';
import { faint, type Line, notice, strong } from './text/line.ts';
import { momentText, timeText } from './text/times.ts';
import { artifactText, count, familiar, lockText, shortDigest } from './text/words.ts';

export function removalLines(report: RemovalReport): readonly Line[] {
  return [
    ...report.artifacts.map((artifact) => artifactLine('Deleted', artifact)),
    `Freed ${bytesText(report.freedBytes)} in ${count(report.blobCount, 'blob')}.`,
  ];
}

/** Until when a deletion can be taken back, where it can. */
export function undoHint({ undoUntil }: RemovalReport, nowMs: number): readonly Line[] {
  return undoUntil === null ? [] : [[faint(`Undo with \`stowage undo\` until ${momentText(undoUntil, nowMs)}.`)]];
}

/** What would go, and after it what stands in the way. */
export function removalPlanLines(plan: RemovalPlan, forced: boolean): readonly Line[] {
  const breaks = plan.breaks.map(({ index, child, platform }): Line => {
    const lost = platform === null ? shortDigest(child) : `${platform} (${shortDigest(child)})`;
    return [notice(forced ? 'breaks: ' : 'blocked: '), `the image index ${artifactText(index)} would lose ${lost}`];
  });
  const locks = plan.locks.map(
    (lock): Line => [notice('blocked: '), `${familiar(lock.reference)} is locked (${lockText(lock.switches)})`],
  );
  return [
    ...plan.artifacts.map((artifact) => artifactLine('Would delete', artifact)),
    ...plan.referrers.map(
      ({ digest, subject }): Line => ['Would delete ', strong(shortDigest(digest)), `, which refers to ${shortDigest(subject)}`],
    ),
    ...breaks,
    ...locks,
    `Would free ${bytesText(plan.freedBytes)} in ${count(plan.blobCount, 'blob')}.`,
    ...(breaks.length > 0 && !forced ? ['--force deletes it although an index contains it.'] : []),
    ...(locks.length > 0 ? ['Unlock with `stowage unlock` what is to go.'] : []),
  ];
}

export function undoOfferLines(offer: UndoOffer, view: View): readonly Line[] {
  return [
    `Would take back the change of ${timeText(offer.at, view.nowMs)} (${offer.operation}):`,
    ...broughtBack(offer, 'Would bring back', 'would be as it was'),
  ];
}

export function undoLines(report: UndoReport): readonly Line[] {
  return [
    ...broughtBack(report, 'Brought back', 'is as it was'),
    ...(report.restoredBlobs === 0
      ? []
      : [`${bytesText(report.restoredBytes)} in ${count(report.restoredBlobs, 'blob')} are in the store again.`]),
  ];
}

/** Artifacts with their tags, then tags of artifacts that stayed: back where they were taken, or no longer where they were set. */
function broughtBack({ operation, artifacts, tags }: UndoOffer, did: string, asBefore: string): readonly Line[] {
  const withArtifacts = new Set(artifacts.flatMap(({ repository, tags: own }) => own.map((tag) => `${repository}:${tag}`)));
  return [
    ...artifacts.map((artifact) => artifactLine(did, artifact)),
    ...tags
      .filter((tag) => !withArtifacts.has(tag))
      .map((tag): Line => {
        const name = strong(familiar(tag));
        return operation === 'tag' ? ['The tag ', name, ` ${asBefore}`] : [`${did} the tag `, name];
      }),
  ];
}

function artifactLine(did: string, { repository, digest, tags }: ArtifactName): Line {
  const where = repository === null ? '' : ` of ${familiar(repository)}`;
  const names = tags.length === 0 ? '' : ` with ${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
  return [`${did} `, strong(shortDigest(digest)), `${where}${names}`];
}
