// Room renderer/ui: how far something is: a ring for the sidebar, a bar for rows. Unknown lengths run without a number.
import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import { cx } from './cx.ts';
import css from './progress.module.css';

interface ProgressProps {
  readonly label: string;
  /** 0 to 1, or null where the length is not known. */
  readonly fraction: number | null;
}

export function ProgressBar({ label, fraction }: ProgressProps) {
  return (
    <AriaProgressBar className={cx(css.bar)} aria-label={label} value={(fraction ?? 0) * 100} isIndeterminate={fraction === null}>
      <span
        className={cx(css.fill, fraction === null && css.running)}
        style={fraction === null ? {} : { width: `${fraction * 100}%` }}
      />
    </AriaProgressBar>
  );
}

const round = 2 * Math.PI * 5.4;

export function ProgressRing({ label, fraction }: ProgressProps) {
  return (
    <AriaProgressBar
      className={cx(css.ring)}
      aria-label={label}
      value={(fraction ?? 0) * 100}
      isIndeterminate={fraction === null}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden className={cx(fraction === null && css.turning)}>
        <circle cx="7" cy="7" r="5.4" fill="none" stroke="var(--line-2)" strokeWidth="2.2" />
        <circle
          cx="7"
          cy="7"
          r="5.4"
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeDasharray={`${(fraction ?? 0.25) * round} ${round}`}
          transform="rotate(-90 7 7)"
        />
      </svg>
    </AriaProgressBar>
  );
}
