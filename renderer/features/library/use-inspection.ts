// Feature library: whether the inspector is open: beside the list it stays as the user left it; over the list, in a narrow window,
// it is closed unless asked for.
import { useState } from 'react';
import { useNarrowerThan, widths } from '../../ui/use-narrow.ts';
import { useViewState } from '../../ui/view-state.ts';

interface Inspection {
  readonly isOpen: boolean;
  /** Lies over the list, so it is closed unless asked for. */
  readonly isOverlay: boolean;
  readonly toggle: () => void;
}

export function useInspection(): Inspection {
  const isOverlay = useNarrowerThan(widths.inspector);
  const [isBeside, setBeside] = useViewState('library.inspector', true);
  const [isOver, setOver] = useState(false);
  return isOverlay
    ? { isOverlay, isOpen: isOver, toggle: () => setOver(!isOver) }
    : { isOverlay, isOpen: isBeside, toggle: () => setBeside(!isBeside) };
}
