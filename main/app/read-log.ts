// Room app: what changed in the store, when and by whom, from its ledger: newest first, in flat memory however long it is.
import type { Page } from '../../preload/contract/model.ts';
import type { ArtifactName, LogEntry, LogNote } from '../../preload/contract/upkeep-model.ts';
import type { Change, LockRecord, MemberRecord, MemberState } from '../catalog/change.ts';
import { readHistory } from '../store/history.ts';
import type { AppContext } from './context.ts';

export interface LogQuery {
  /** Part of a reference, digest, operation, door, user or source, in any case. */
  readonly filter?: string | undefined;
  readonly offset?: number | undefined;
  /** Without one, all. */
  readonly limit?: number | undefined;
  /** Only changes at or after this time. */
  readonly since?: string | undefined;
}

/** @throws StowageError store-not-found */
export function readLog(
  app: AppContext,
  { filter = '', offset = 0, limit = Number.POSITIVE_INFINITY, since }: LogQuery,
): Page<LogEntry> {
  const store = app.openStore('existing');
  const wanted = filter.toLowerCase();
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const isAll = wanted === '' && since === undefined;
  const items: LogEntry[] = [];
  let total = 0;
  readHistory(store, (change, revision) => {
    // Clocks are set back, so an older one may stand above a newer one: all are looked at.
    if (Date.parse(change.at) < sinceMs || (wanted !== '' && !mentions(change, wanted))) return true;
    if (total >= offset && items.length < limit) items.push(logEntry(change, revision));
    total++;
    return !isAll || items.length < limit;
  });
  return { items, total: isAll ? store.revision : total };
}

function mentions(change: Change, wanted: string): boolean {
  const { door, user = '', operation, source = '', tags = [], blobs = [], gone = [], damaged = [], absent = [] } = change;
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  return (
    [door, user, operation, source, ...blobs, ...gone].some(has) ||
    tags.some(({ repository, tag, from, to }) => has(`${repository}:${tag}`) || has(from ?? '') || has(to ?? '')) ||
    [
      ...memberNames(change.add),
      ...memberNames(change.remove),
      ...memberNames(change.restore),
      ...memberNames(change.restored),
    ].some(has) ||
    [...damaged, ...absent].some(({ digest }) => has(digest)) ||
    (change.locks ?? []).some((lock) => has(lockReference(lock)))
  );
}

function memberNames(members: readonly (MemberRecord | MemberState)[] = []): readonly string[] {
  return members.flatMap((member) => [
    `${member.repository}@${member.digest}`,
    ...artifactName(member).tags.map((tag) => `${member.repository}:${tag}`),
  ]);
}

function logEntry(change: Change, revision: number): LogEntry {
  const { at, door, user = null, operation, source = null, tags = [], add = [], remove = [], restore = [] } = change;
  return {
    revision,
    at,
    door,
    user,
    operation,
    source,
    tags: tags.map(({ repository, tag, from, to }) => ({ reference: `${repository}:${tag}`, from, to })),
    added: [...add, ...restore].map(artifactName),
    removed: remove.map(artifactName),
    blobsAdded: change.blobs?.length ?? 0,
    blobsRemoved: change.gone?.length ?? 0,
    notes: notesOf(change),
  };
}

function notesOf({ operation, locks = [], damaged = [], blobs = [], restored = [], undoes, verify }: Change): readonly LogNote[] {
  return [
    ...locks.map((lock): LogNote => ({ kind: lock.switches === null ? 'unlocked' : 'locked', reference: lockReference(lock) })),
    ...damaged.map(({ digest }): LogNote => ({ kind: 'damaged', digest })),
    // Of other changes the ledger does not say which of their blobs had been damaged.
    ...(operation === 'repair' ? blobs.map((digest): LogNote => ({ kind: 'healed', digest })) : []),
    ...restored.map(
      ({ repository, digest }): LogNote => ({
        kind: 'restored',
        reference: repository === '' ? digest : `${repository}@${digest}`,
      }),
    ),
    ...(undoes === undefined ? [] : [{ kind: 'undid', revision: undoes } as const]),
    ...(verify === undefined ? [] : [{ kind: 'verified', count: verify.checkedCount } as const]),
  ];
}

/** How reports name an artifact of a change, with the tags that came or went with it. */
export function artifactName(member: MemberRecord | MemberState): ArtifactName {
  const tags = 'tags' in member ? member.tags.map(({ tag }) => tag) : [];
  return { repository: member.repository === '' ? null : member.repository, digest: member.digest, tags };
}

function lockReference({ repository, tag, digest }: LockRecord): string {
  if (tag !== null) return `${repository}:${tag}`;
  if (digest === null) return repository;
  return repository === '' ? digest : `${repository}@${digest}`;
}
