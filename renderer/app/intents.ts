// Room renderer/app: what one feature asks of another without knowing it: "import these", "export those". The feature that can
// answers; where none does, the button that would ask is not shown.
import { useEffect, useSyncExternalStore } from 'react';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { ArtifactSummary } from '../../preload/contract/model.ts';

/** What giving and taking tags must know of an artifact. */
export type TaggedArtifact = Pick<ArtifactSummary, 'repository' | 'digest' | 'tags'>;

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
  /** Ask for a tag to add. */
  readonly 'tag.add': { readonly artifact: TaggedArtifact };
  /** Remove a tag; of several, ask which one. */
  readonly 'tag.remove': { readonly artifact: TaggedArtifact; readonly tag?: string };
  /** Ask whether to delete these, with the numbers; `onDeleted` is called when they are gone. */
  readonly 'artifact.delete': { readonly artifacts: readonly ArtifactSummary[]; readonly onDeleted?: () => void };
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
