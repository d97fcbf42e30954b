// Feature palette: one line, with what was typed marked in it.
import type { ReactNode } from 'react';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import css from './palette.module.css';
import type { PaletteItem } from './palette-items.ts';

interface PaletteLineProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly terms: readonly string[];
  readonly isCurrent: boolean;
  readonly onPoint: () => void;
  readonly onRun: () => void;
}

export function PaletteLine({ id, item, terms, isCurrent, onPoint, onRun }: PaletteLineProps) {
  const { icon: Icon, label, detail, keys } = item;
  const shownKeys = keys ?? (isCurrent ? 'Enter' : undefined);
  return (
    <div
      id={id}
      role="option"
      aria-selected={isCurrent}
      className={cx(css.line, isCurrent && css.current)}
      onPointerMove={() => {
        if (!isCurrent) onPoint();
      }}
      onClick={onRun}
    >
      <Icon size={16} strokeWidth={1.9} aria-hidden />
      <span className={cx(text.clip, text.grow)}>
        {marked(label, terms)}
        {detail !== undefined && <span className={text.muted}> {detail}</span>}
      </span>
      {shownKeys !== undefined && <Keys keys={shownKeys} />}
    </div>
  );
}

function marked(label: string, terms: readonly string[]): ReactNode {
  if (terms.length === 0) return label;
  const pattern = new RegExp(`(${terms.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  // Every second part is what the pattern caught; parts have no identity but their place.
  return label.split(pattern).map((part, place) => (place % 2 === 1 ? <b key={place}>{part}</b> : part));
}
