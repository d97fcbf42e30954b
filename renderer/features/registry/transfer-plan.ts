// Feature registry: what a pull or a push would do, from its dry run, as both dialogs show it. Pure.
import type { MovedTag, PullReport, PushReport } from '../../../preload/contract/registry-model.ts';
import { splitReference } from '../../format/report-names.ts';

/** An artifact under the name it gets. */
export interface TransferRow {
  readonly id: string;
  /** Full name. */
  readonly repository: string;
  /** Empty for one that is meant by its digest. */
  readonly tag: string;
  readonly digest: string;
  /** `completed`: the name stays, and what is missing comes. */
  readonly status: 'new' | 'held' | 'completed' | 'moves';
}

export interface TransferPlan {
  readonly rows: readonly TransferRow[];
  readonly newBytes: number;
  readonly heldBytes: number;
  readonly referrerCount: number;
  readonly movedTags: readonly MovedTag[];
  /** Platforms, each once. */
  readonly leftOut: readonly string[];
  /** Everything is there already, under these names. */
  readonly isNothing: boolean;
}

export function planOfPull({ artifacts, referrerCount, newBytes, heldBytes, movedTags, leftOut }: PullReport): TransferPlan {
  const moved = new Set(movedTags.map(({ reference }) => reference));
  return {
    rows: artifacts.map(({ reference, digest, status }) => ({
      id: reference,
      ...splitReference(reference),
      digest,
      status: moved.has(reference) ? 'moves' : status === 'updated' ? 'completed' : status,
    })),
    newBytes,
    heldBytes,
    referrerCount,
    movedTags,
    leftOut: [...new Set(leftOut.map(({ platform }) => platform))],
    isNothing: newBytes === 0 && artifacts.every(({ status }) => status === 'held'),
  };
}

export function planOfPush({ artifacts, referrerCount, newBytes, heldBytes, movedTags }: PushReport): TransferPlan {
  const moved = new Set(movedTags.map(({ reference }) => reference));
  return {
    rows: artifacts.map(({ destination, digest, status }) => ({
      id: destination,
      ...splitReference(destination),
      digest,
      status: moved.has(destination) ? 'moves' : status,
    })),
    newBytes,
    heldBytes,
    referrerCount,
    movedTags,
    leftOut: [],
    isNothing: newBytes === 0 && artifacts.every(({ status }) => status === 'held'),
  };
}

/** The references of a plan by digest, so that what was shown is what comes, whatever is tagged meanwhile. */
export function pinned({ artifacts }: PullReport): readonly string[] {
  return artifacts.map(({ reference, digest }) => (reference.includes('@') ? reference : `${reference}@${digest}`));
}
