// Room renderer/ui: what the parts of a bar of bytes are and how large each is: in a row under it, or one below the other.
import type { ReactNode } from 'react';
import css from './byte-legend.module.css';
import { Bytes } from './figures.tsx';
import { type ByteKind, Swatch } from './size-bar.tsx';

export interface BytePart {
  readonly kind: ByteKind;
  readonly label: string;
  readonly sizeBytes: number;
}

interface ByteLegendProps {
  readonly parts: readonly BytePart[];
  readonly layout: 'row' | 'column';
  /** Stands at the end of a row. */
  readonly end?: ReactNode;
}

export function ByteLegend({ parts, layout, end }: ByteLegendProps) {
  return (
    <div className={css[layout]}>
      {parts.map(({ kind, label, sizeBytes }) => (
        <span key={kind} className={css.part}>
          <Swatch kind={kind} />
          <span>{label}</span>
          <b>
            <Bytes sizeBytes={sizeBytes} />
          </b>
        </span>
      ))}
      {end !== undefined && <span className={css.end}>{end}</span>}
    </div>
  );
}
