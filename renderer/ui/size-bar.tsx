// Room renderer/ui: the four kinds of bytes, drawn the same on every screen: solid is unique, hatched is shared, dotted is not
// needed. Kinds are never told apart by colour alone.
import { cx } from './cx.ts';
import css from './size-bar.module.css';

export type ByteKind = 'unique' | 'shared' | 'orphan' | 'other' | 'done';

interface SizeBarProps {
  readonly parts: readonly { readonly kind: ByteKind; readonly sizeBytes: number }[];
  /** The whole; what the parts leave is drawn as the track. */
  readonly totalBytes: number;
  /** What the bar says, in words. */
  readonly label: string;
  readonly size?: 'small' | 'normal' | 'large';
}

export function SizeBar({ parts, totalBytes, label, size = 'normal' }: SizeBarProps) {
  return (
    <span className={cx(css.bar, css[size])} role="img" aria-label={label}>
      {parts.map((part) =>
        part.sizeBytes === 0 ? null : (
          <i
            key={part.kind}
            className={css[part.kind]}
            style={{ width: `${(100 * part.sizeBytes) / Math.max(1, totalBytes)}%` }}
          />
        ),
      )}
    </span>
  );
}

/** The little square of a legend. */
export function Swatch({ kind }: Readonly<{ kind: ByteKind | 'free' }>) {
  return <span className={cx(css.swatch, css[kind])} aria-hidden />;
}
