// Feature registry: what a client did, in parts the list puts into words: what it was about, how it ended, and why not. Pure.
import type { RegistryActivityEntry } from '../../../preload/contract/registry-model.ts';
import { familiarName, shortDigest, splitName } from '../../format/names.ts';

/** How a request ended: as asked, nothing there, not allowed, or badly. */
export type ActivityEnd = 'done' | 'missing' | 'refused' | 'failed';

export type ActivityReason =
  | 'noTag'
  | 'noArtifact'
  | 'noRepository'
  | 'signIn'
  | 'notAllowed'
  | 'pushOff'
  | 'deleteOff'
  | 'locked'
  | 'tooLarge'
  | 'tooMany'
  | 'noRoom'
  | 'invalid'
  | 'failed';

export interface ActivityLine {
  readonly end: ActivityEnd;
  /** `web:v2`, `web@8b075a378ad5`; the repository alone where nothing else is known. */
  readonly name: string;
  /** The same, in full. */
  readonly title: string;
  /** `docker 27.0.3` */
  readonly client: string;
  /** Null for what went well. */
  readonly reason: ActivityReason | null;
}

export function activityLine(entry: RegistryActivityEntry): ActivityLine {
  const { repository, reference, client, problem } = entry;
  const isDigest = reference.includes(':');
  const mark = reference === '' ? '' : isDigest ? '@' : ':';
  const known = repository ?? '';
  return {
    end: endOf(entry),
    name: `${known === '' ? '' : splitName(known).leaf}${known === '' ? '' : mark}${isDigest ? shortDigest(reference) : reference}`,
    title: `${familiarName(known)}${known === '' ? '' : mark}${reference}`,
    client: client.replace('/', ' '),
    reason: problem === null ? null : reasonOf(entry),
  };
}

function endOf({ problem, status }: RegistryActivityEntry): ActivityEnd {
  if (problem === null) return 'done';
  if (status === 404) return 'missing';
  return status >= 500 && status !== 507 ? 'failed' : 'refused';
}

/** The codes are those of the OCI distribution specification, as the local registry uses them. */
function reasonOf({ status, reference, verb }: RegistryActivityEntry): ActivityReason {
  switch (status) {
    case 401:
      return 'signIn';
    case 403:
      return 'notAllowed';
    case 404:
      return reference === '' ? 'noRepository' : reference.includes(':') ? 'noArtifact' : 'noTag';
    case 405:
      return verb === 'delete' ? 'deleteOff' : 'pushOff';
    case 409:
      return 'locked';
    case 413:
      return 'tooLarge';
    case 429:
      return 'tooMany';
    case 507:
      return 'noRoom';
    default:
      return status >= 500 ? 'failed' : 'invalid';
  }
}
