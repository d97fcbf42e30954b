// Room store: tells whether another program wrote index.json from a stale copy, and which of our names it thereby undid (I7).
// Other tools read the file, add to it and write it whole, without a lock: what we committed in between is missing from what
// they write. It compares names only; what follows from it is follow-index.ts's affair.
import type { Change, MemberRecord, MemberState } from '../catalog/change.ts';
import { readLedgerBackward } from './ledger.ts';

/** How many changes, and bytes of ledger, a foreign index.json may be behind. */
const maximumChanges = 1000;
const maximumBytes = 16 << 20;

/**
 * A file that holds nothing new, only what an earlier state of ours held, is a stale copy while what it lacks is this young;
 * after that, somebody took those names away on purpose.
 */
const purposefulAfterMs = 3_600_000;

/** Two states of the names: full name → digest or null. */
export interface TwoStates {
  readonly ours: (name: string) => string | null;
  readonly theirs: (name: string) => string | null;
  /** Whether what `theirs` says of a name can only come from what they had read. */
  readonly isCopy: (name: string) => boolean;
}

/** What another program had not seen when it wrote. */
export interface Overlooked {
  /** Names that changed since the state it had read, with what they stood for then. */
  readonly base: ReadonlyMap<string, string | null>;
  /** When the newest of these changes was made. */
  readonly newestAt: string | null;
  /** Artifacts that changes within reach removed, whether overlooked or not. */
  readonly removed: ReadonlySet<string>;
}

/**
 * Walks our changes back from the newest, to the state that `theirs` differs least from. A state is out of the question when
 * anything that came after it shows in their copy: then they had seen that. Where two fit as well, the newer one.
 */
export function findOverlooked(ledger: string, end: number, { ours, theirs, isCopy }: TwoStates): Overlooked {
  const steps: NameBefore[] = [];
  const then = new Map<string, string | null>();
  const removed = new Set<string>();
  let [differs, seen, read, changes] = [0, 0, 0, 0];
  let best = { differs: 0, steps: 0, newestAt: null as string | null };
  let newestAt: string | null = null;
  let beforeThem: readonly NameBefore[] = [];
  readLedgerBackward(ledger, end, (change, lineBytes) => {
    read += lineBytes;
    const names = [...beforeThem, ...namesBefore(change).toReversed()];
    beforeThem = change.restored === undefined ? [] : namesHeld(change);
    if (names.length > 0) newestAt ??= change.at;
    for (const { digest } of change.remove ?? []) removed.add(digest);
    for (const { name, before } of names) {
      const [now, their, after] = [ours(name), theirs(name), then.has(name) ? (then.get(name) ?? null) : ours(name)];
      differs += Number(their !== before) - Number(their !== after);
      const isNow = their === now && isCopy(name);
      seen += Number(isNow && before !== now) - Number(isNow && after !== now);
      then.set(name, before);
      steps.push({ name, before });
    }
    if (seen === 0 && differs < best.differs) best = { differs, steps: steps.length, newestAt };
    return ++changes < maximumChanges && read < maximumBytes;
  });
  const base = new Map(steps.slice(0, best.steps).map(({ name, before }) => [name, before]));
  return { base, newestAt: best.newestAt, removed };
}

/** True when names that are gone from a file with nothing new in it were taken away on purpose: the loss is not recent. */
export function isPurposeful({ newestAt }: Overlooked): boolean {
  return newestAt !== null && Date.now() - Date.parse(newestAt) > purposefulAfterMs;
}

interface NameBefore {
  readonly name: string;
  readonly before: string | null;
}

/** Names a change set, moved or removed, with what each stood for before. */
function namesBefore({ tags = [], remove = [], restore = [] }: Change): readonly NameBefore[] {
  return [
    ...tags.map(({ repository, tag, from }) => ({ name: `${repository}:${tag}`, before: from })),
    ...remove.flatMap((member) => namesOf(member, member.digest)),
    ...restore.flatMap((member) => namesOf(member, null)),
  ];
}

/**
 * Of names that came back after a stale copy: what they stood for before that was written. In between they stood for what it
 * says, and a third program may have read that.
 */
function namesHeld({ tags = [] }: Change): readonly NameBefore[] {
  return tags.map(({ repository, tag, to }) => ({ name: `${repository}:${tag}`, before: to }));
}

function namesOf(member: MemberRecord | MemberState, before: string | null): readonly NameBefore[] {
  return 'tags' in member ? member.tags.map(({ tag }) => ({ name: `${member.repository}:${tag}`, before })) : [];
}
