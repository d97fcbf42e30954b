// Room renderer/ui: the one figure of a plan, beside the bar of what makes it up: what an import adds, what a cleanup frees.
import type { ReactNode } from 'react';
import { useFormat } from '../format/use-format.ts';
import text from '../styles/text.module.css';
import { ByteLegend, type BytePart } from './byte-legend.tsx';
import css from './byte-sum.module.css';
import { cx } from './cx.ts';
import { SizeBar } from './size-bar.tsx';

interface ByteSumProps {
  readonly title: string;
  /** What the figure counts, which gives it its colour. */
  readonly kind: 'unique' | 'orphan';
  readonly sizeBytes: number;
  /** The figure in words, where it is not just the size. */
  readonly figure?: string;
  /** In the order in which they are drawn. */
  readonly parts: readonly BytePart[];
  /** What the bar says, in words. */
  readonly label: string;
  /** Stands at the end of the legend. */
  readonly end?: ReactNode;
  /** The figures belong to an earlier choice. */
  readonly isPending?: boolean;
}

export function ByteSum({ title, kind, sizeBytes, figure, parts, label, end, isPending = false }: ByteSumProps) {
  const format = useFormat();
  return (
    <section className={cx(css.sum, isPending && css.pending)} aria-label={title} aria-busy={isPending}>
      <div className={css.figure} title={format.exactBytes(sizeBytes)}>
        <div className={cx(text.muted, text.small)}>{title}</div>
        <div className={cx(text.big, css[kind])} aria-live="polite">
          {figure ?? format.bytes(sizeBytes)}
        </div>
      </div>
      <div className={text.grow}>
        <SizeBar size="large" totalBytes={parts.reduce((sum, part) => sum + part.sizeBytes, 0)} parts={parts} label={label} />
        <ByteLegend parts={parts} layout="row" end={end} />
      </div>
    </section>
  );
}
