// Room renderer/app: the register of commands: every act that has a name. One list feeds the shortcuts, the command palette and the
// keyboard help. A component registers what it can do while it is mounted; the latest registration of a chord wins.
import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  readonly id: string;
  readonly label: string;
  /** Heading in the palette and the help. */
  readonly group: string;
  /** `mod+k`, `shift+c`, `g l` (one after the other), `Delete`, `?`. `mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys?: string;
  readonly icon?: LucideIcon;
  readonly isDisabled?: boolean;
  /** True for acts that make no sense in a palette (moving about). */
  readonly isHidden?: boolean;
  readonly run: () => void;
}

let registered: readonly (readonly Command[])[] = [];
let flat: readonly Command[] = [];
const watchers = new Set<() => void>();

/** Registers commands while the component is mounted. `run` may close over state: the latest one is called. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  // Acts change on every render, what is shown of them seldom.
  const shown = JSON.stringify(
    commands.map(({ id, label, group, keys, isDisabled, isHidden }) => [id, label, group, keys, isDisabled, isHidden]),
  );
  useEffect(() => {
    const own = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }));
    publish([...registered, own]);
    return () => publish(registered.filter((each) => each !== own));
  }, [shown]);
}

/** Everything that can be done now. */
export function useCommandList(): readonly Command[] {
  return useSyncExternalStore(watch, () => flat);
}

/** Commands for the handler of keys, the latest first. */
export function commandsNow(): readonly Command[] {
  return flat;
}

function publish(next: readonly (readonly Command[])[]): void {
  registered = next;
  const byId = new Map<string, Command>();
  for (const command of next.flat()) byId.set(command.id, command);
  flat = [...byId.values()].toReversed();
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
