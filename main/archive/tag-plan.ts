// Room archive: what an artifact that comes in does to the names of the store as it is now: which tags are new, move or
// stay, which repository it joins without one, and what stands against it. It is asked by the plan, and again inside the
// critical section, where its answer counts.
import type { Failure } from '../../preload/contract/failure.ts';
import type { PlannedTag } from '../../preload/contract/transfer-model.ts';
import type { MemberRecord, TagChangeRecord } from '../catalog/change.ts';
import { joinLock, lockedError, writeLock } from '../catalog/locks.ts';
import { digestOfTag } from '../catalog/lookup.ts';
import { familiarReference, familiarRepository, parseReference, type Repository } from '../oci/reference.ts';
import type { Store } from '../store/store.ts';
import { candidateKey } from './candidate.ts';
import type { NamedCandidate } from './naming.ts';

/** One artifact of the plan. `failure` of its candidate means it is refused. */
export interface PlannedCandidate extends NamedCandidate {
  readonly tags: readonly PlannedTag[];
}

/**
 * Looks the references of artifacts that come in together up in the store. Of several that bring one name the last gets it,
 * as when they are loaded one after another. A tag that moves and must not (`fail`), and a lock, refuse an artifact.
 */
export function withTags(
  items: readonly NamedCandidate[],
  store: Store,
  onConflict: 'move' | 'keep' | 'fail',
): readonly PlannedCandidate[] {
  const good = items.filter(({ candidate }) => candidate.failure === null);
  const owners = new Map(good.flatMap((item) => item.references.map((reference) => [reference, item] as const)));
  return items.map((item) => {
    const tags = item.references.map((reference) =>
      plannedTag(store, item, reference, owners.get(reference) ?? item, onConflict),
    );
    const planned = { ...item, tags };
    if (item.candidate.failure !== null) return planned;
    const failure = (onConflict === 'fail' ? conflictOf(planned) : null) ?? lockAgainst(store, planned);
    return failure === null ? planned : { ...planned, candidate: { ...item.candidate, failure } };
  });
}

function plannedTag(
  store: Store,
  item: NamedCandidate,
  reference: string,
  owner: NamedCandidate,
  onConflict: 'move' | 'keep' | 'fail',
): PlannedTag {
  const { digest } = item.candidate.root;
  if (candidateKey(owner.candidate) !== candidateKey(item.candidate))
    return { reference, status: 'kept', currentDigest: owner.candidate.root.digest };
  const { repository, tag } = parseReference(reference);
  const currentDigest = digestOfTag(store.catalog, repository, tag ?? '');
  if (currentDigest === null) return { reference, status: 'new', currentDigest };
  if (currentDigest === digest) return { reference, status: 'same', currentDigest };
  return { reference, status: onConflict === 'keep' ? 'kept' : 'moves', currentDigest };
}

function conflictOf({ candidate, tags }: PlannedCandidate): Failure | null {
  const moves = tags.find((tag) => tag.status === 'moves');
  if (moves === undefined) return null;
  const params = { reference: moves.reference, current: moves.currentDigest ?? '', incoming: candidate.root.digest ?? '' };
  return { code: 'tag-conflict', params };
}

function lockAgainst(store: Store, planned: PlannedCandidate): Failure | null {
  for (const change of tagChanges(planned)) {
    const lock = writeLock(store.catalog, change);
    if (lock !== null) return lockedError(lock, familiarReference(parseReference(tagOf(change))), 'write').failure;
  }
  const home = untaggedHome(planned);
  const { digest } = planned.candidate.root;
  if (home === null || home === '' || (digest !== null && newMember(store, planned) === null)) return null;
  const lock = joinLock(store.catalog, home, digest);
  return lock === null ? null : lockedError(lock, familiarRepository(home as Repository), 'write').failure;
}

const tagOf = ({ repository, tag }: TagChangeRecord): string => `${repository}:${tag}`;

/** The tags it sets or moves; `to` is null while its digest is not known yet. */
export function tagChanges({ candidate, tags }: PlannedCandidate): readonly TagChangeRecord[] {
  return tags
    .filter((tag) => tag.status === 'new' || tag.status === 'moves')
    .map(({ reference, currentDigest }) => {
      const { repository, tag } = parseReference(reference);
      return { repository, tag: tag ?? '', from: currentDigest, to: candidate.root.digest };
    });
}

/** Repository of an artifact that gets no tag, empty for none; null where it gets one. */
function untaggedHome({ tags, repository }: PlannedCandidate): string | null {
  if (tags.some((tag) => tag.status !== 'kept')) return null;
  const [kept] = tags;
  return kept === undefined ? repository : parseReference(kept.reference).repository;
}

/** An artifact that gets no tag becomes an untagged one of its repository, unless it is in the store already. */
export function newMember(store: Store, planned: PlannedCandidate): MemberRecord | null {
  const { digest } = planned.candidate.root;
  const home = untaggedHome(planned);
  if (digest === null || home === null) return null;
  const known =
    home === ''
      ? store.catalog.sql('SELECT 1 FROM member WHERE digest = ? LIMIT 1').get(digest)
      : store.catalog
          .sql('SELECT 1 FROM member JOIN repository ON repository.id = repository_id WHERE digest = ? AND name = ?')
          .get(digest, home);
  return known === undefined ? { repository: home, digest } : null;
}
