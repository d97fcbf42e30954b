// Feature locks: what a lock is on, which locks count for a thing, and what they forbid. Pure.
import type { LockInfo, LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import type { LockTarget } from '../../app/intents.ts';
import { digestAddress, familiarName, shortDigest, tagAddress } from '../../format/names.ts';

/** As `lock.set` takes it, in full form. */
export function lockReference({ repository, tag, digest }: LockTarget): string {
  if (digest !== null) return `${repository}@${digest}`;
  return tag === null ? repository : `${repository}:${tag}`;
}

export type Forbidden = 'delete' | 'write' | 'list' | 'read';

export const unlocked: LockSwitches = { deleteEnabled: true, writeEnabled: true, listEnabled: true, readEnabled: true };
/** What a new lock is about, as on the command line: nothing is lost, nothing is moved. */
export const usualLock: LockSwitches = { ...unlocked, deleteEnabled: false, writeEnabled: false };

/** What is switched off, in the order people are told it. */
export function forbiddenBy(switches: LockSwitches): readonly Forbidden[] {
  const { deleteEnabled, writeEnabled, listEnabled, readEnabled } = switches;
  const all = { delete: deleteEnabled, write: writeEnabled, list: listEnabled, read: readEnabled };
  return (['delete', 'write', 'list', 'read'] as const).filter((each) => !all[each]);
}

export function isUnlocked(switches: LockSwitches): boolean {
  return forbiddenBy(switches).length === 0;
}

/** The lock on exactly this thing. */
export function lockOn(locks: readonly LockInfo[], target: LockTarget): LockInfo | undefined {
  return locks.find((lock) => lockReference(lock) === lockReference(target));
}

/** Locks on other things of the same menu, and on the repository they are in: together they decide. */
export function locksBeside(locks: readonly LockInfo[], target: LockTarget, targets: readonly LockTarget[]): readonly LockInfo[] {
  const beside = new Set([target.repository, ...targets.map(lockReference)]);
  beside.delete(lockReference(target));
  return locks.filter((lock) => beside.has(lockReference(lock)));
}

/** What can be locked of an artifact: itself first, its tags, its repository. One without a repository cannot be locked. */
export function targetsOf(
  { repository, digest }: { readonly repository: string | null; readonly digest: string },
  tags: readonly string[],
): readonly LockTarget[] {
  if (repository === null) return [];
  return [
    { repository, tag: null, digest },
    ...tags.map((tag) => ({ repository, tag, digest: null })),
    { repository, tag: null, digest: null },
  ];
}

/** What kind of thing a lock is on. */
export function targetKind({ tag, digest }: LockTarget): 'repository' | 'tag' | 'artifact' {
  return digest !== null ? 'artifact' : tag === null ? 'repository' : 'tag';
}

/** The form people type; a digest by its beginning. */
export function lockName({ repository, tag, digest }: LockTarget): string {
  if (digest !== null) return digestAddress(repository, shortDigest(digest));
  return tag === null ? familiarName(repository) : tagAddress(repository, tag);
}
