// Room renderer/ui: a tooltip for a control, with its keys where it has some. It repeats or completes; it never holds the only
// way to know something.
import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { cx } from './cx.ts';
import { Keys } from './keys.tsx';
import css from './tooltip.module.css';

/** `children` must be one focusable React Aria control. */
export function Tooltip({ text, keys, children }: Readonly<{ text: string; keys?: string; children: ReactNode }>) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip className={cx(css.tooltip)} offset={6}>
        {text}
        {keys !== undefined && <Keys keys={keys} bare />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
