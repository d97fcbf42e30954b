// Room renderer/app: turns keys into commands. Chords with Ctrl, ⌘ or Alt act everywhere; single keys only outside text fields,
// dialogs and menus, and not where the setting turns them off (WCAG 2.1.4).
import { useEffect, useRef } from 'react';
import { useSettings } from '../host/use-settings.ts';
import { movePane } from '../ui/panes.tsx';
import { type Command, commandsNow } from './commands.ts';

const sequenceMs = 1200;
/** Chords that text fields have their own use for. */
const textChords: ReadonlySet<string> = new Set(['mod+z']);

export function useShortcuts(): void {
  const { singleKeys } = useSettings();
  const pending = useRef({ key: '', atMs: 0 });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === 'F6') {
        event.preventDefault();
        movePane(document.activeElement, event.shiftKey ? -1 : 1, true);
        return;
      }
      const chord = chordOf(event);
      const isChord = event.ctrlKey || event.metaKey || event.altKey;
      if (!isChord && (!singleKeys || isTaken(event.target)) && !/^F\d+$/.test(event.key)) return;
      if (textChords.has(chord) && isTaken(event.target)) return;
      const { key, atMs } = pending.current;
      const sequence = key !== '' && event.timeStamp - atMs < sequenceMs ? `${key} ${chord}` : chord;
      const command = find(sequence) ?? find(chord);
      pending.current = { key: command === undefined ? chord : '', atMs: event.timeStamp };
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [singleKeys]);
}

function find(chord: string): Command | undefined {
  return commandsNow().find(({ keys, isDisabled = false }) => keys === chord && !isDisabled);
}

/** The chord in the form commands are written in. */
function chordOf(event: KeyboardEvent): string {
  const isLetter = /^[a-z]$/i.test(event.key);
  // Signs such as `?` name themselves, with whatever it took to type them.
  const shift = event.shiftKey && (isLetter || event.key.length > 1);
  const name = event.key === ' ' ? 'Space' : isLetter ? event.key.toLowerCase() : event.key;
  return [event.ctrlKey || event.metaKey ? 'mod' : '', event.altKey ? 'alt' : '', shift ? 'shift' : '', name]
    .filter(Boolean)
    .join('+');
}

/** True where keys belong to something else: text fields, dialogs, menus. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (isOverlayOpen()) return true;
  return (
    target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=listbox]') !== null
  );
}

/** True while a dialog or menu is open. */
export function isOverlayOpen(): boolean {
  // A toast calls itself an alertdialog too, but it takes no keys: it lies in a region, dialogs do not.
  const overlays = document.querySelectorAll('[role=dialog], [role=alertdialog], [role=menu]');
  return [...overlays].some((overlay) => overlay.closest('[role=region]') === null);
}
