// Room renderer/ui: chips: a tag as it is named, and a word about a state.
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './badge.module.css';
import { cx } from './cx.ts';

/** A tag. `isFormer` draws one that points elsewhere by now. */
export function TagChip({ tag, isFormer = false }: Readonly<{ tag: string; isFormer?: boolean }>) {
  return (
    <span className={cx(css.tag, isFormer && css.former)} title={tag}>
      {tag}
    </span>
  );
}

export type BadgeTone = 'plain' | 'ok' | 'warn' | 'danger' | 'accent' | 'unique' | 'shared' | 'orphan';

export function Badge({
  tone = 'plain',
  icon: Icon,
  children,
}: Readonly<{ tone?: BadgeTone; icon?: LucideIcon; children: ReactNode }>) {
  return (
    <span className={cx(css.badge, css[tone])}>
      {Icon !== undefined && <Icon size={13} strokeWidth={2.1} aria-hidden />}
      {children}
    </span>
  );
}
