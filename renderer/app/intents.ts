// Room renderer/app: what one feature asks of another without knowing it: "import these", "export those". The feature that can
// answers; where none does, the button that would ask is not shown.
import { useEffect, useSyncExternalStore } from 'react';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { ArtifactSummary } from '../../preload/contract/model.ts';
import type { UndoOffer } from '../../preload/contract/upkeep-model.ts';

/** What giving and taking tags must know of an artifact. */
export type TaggedArtifact = Pick<ArtifactSummary, 'repository' | 'digest' | 'tags'>;

/** What a lock can be on: a repository (no tag, no digest), a tag or an artifact of it. */
export interface LockTarget {
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Every intent and what it carries. */
export interface Intents {
  /** Choose archives (or a folder) and import them. */
  readonly 'import.choose': { readonly kind: 'archives' | 'folder'; readonly withoutReview?: boolean };
  /** Import what is chosen already. */
  readonly 'import.picks': { readonly picks: readonly PickInfo[]; readonly withoutReview?: boolean };
  /** Import the sample archive that ships with the application. */
  readonly 'import.sample': Readonly<Record<string, never>>;
  /** Open the export dialog for these references (`repository@digest` or `repository:tag`). */
  readonly 'export.open': { readonly references: readonly string[] };
  /** Ask for a tag to add; `suggested` is one to begin with. */
  readonly 'tag.add': { readonly artifact: TaggedArtifact; readonly suggested?: string };
  /** Remove a tag; of several, ask which one. */
  readonly 'tag.remove': { readonly artifact: TaggedArtifact; readonly tag?: string };
  /** Ask whether to delete these, with the numbers; `onDeleted` is called when they are gone. */
  readonly 'artifact.delete': { readonly artifacts: readonly ArtifactSummary[]; readonly onDeleted?: () => void };
  /** Show and change the lock of the first of these; the others can be chosen instead. */
  readonly 'lock.open': { readonly targets: readonly LockTarget[] };
  /** Take back what was just done: at once where `isIt` says that this is still the last change, else the user is asked. */
  readonly 'undo.run': { readonly isIt: (offer: UndoOffer) => boolean };
  /** Say why a blob is kept, or that nothing needs it. */
  readonly 'blob.explain': { readonly digest: string };
  /** Open another store, make one, or move the one that is open. */
  readonly 'store.choose': { readonly act: 'open' | 'create' | 'move' };
  /** Copy these to another store; none stands for everything. */
  readonly 'store.copy': { readonly references: readonly string[] };
  /** Choose archives or a folder to repair from; `onPicks` gets what was chosen. */
  readonly 'repair.choose': { readonly kind: 'archives' | 'folder'; readonly onPicks: (picks: readonly PickInfo[]) => void };
  /** Show what a cleanup would free. */
  readonly 'store.cleanup': Readonly<Record<string, never>>;
  /** Ask what to verify; `repository` is what to begin with. */
  readonly 'store.verify': { readonly repository?: string };
  /** Show what is damaged, and from where it can be repaired. */
  readonly 'store.repair': Readonly<Record<string, never>>;
  /** Ask what to pull; `reference` or a remote registry (`host[:port]`) is what to begin with. */
  readonly 'remote.pull': { readonly reference?: string; readonly registry?: string };
  /** Ask where to push these (`repository:tag` or `repository@digest`); none lets the user choose. */
  readonly 'remote.push': { readonly references: readonly string[]; readonly registry?: string };
  /** Ask for the user and password of a remote registry. */
  readonly 'remote.sign-in': { readonly registry: string };
  readonly 'palette.open': { readonly query?: string };
  readonly 'help.open': Readonly<Record<string, never>>;
}

export type IntentName = keyof Intents;
type Answer<Name extends IntentName> = (details: Intents[Name]) => void;

const answers = new Map<IntentName, Answer<never>>();
const watchers = new Set<() => void>();

/** Answers an intent while the component is mounted. `answer` should be stable or cheap to replace. */
export function useIntent<Name extends IntentName>(name: Name, answer: Answer<Name>): void {
  useEffect(() => {
    answers.set(name, answer);
    tell();
    return () => {
      if (answers.get(name) !== answer) return;
      answers.delete(name);
      tell();
    };
  }, [name, answer]);
}

/** Asks. Nothing happens where no feature answers. */
export function raiseIntent<Name extends IntentName>(name: Name, details: Intents[Name]): void {
  (answers.get(name) as Answer<Name> | undefined)?.(details);
}

/** True while a feature answers. */
export function useHasIntent(name: IntentName): boolean {
  return useSyncExternalStore(watch, () => answers.has(name));
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(): void {
  for (const watcher of watchers) watcher();
}
