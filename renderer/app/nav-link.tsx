// Room renderer/app: a line of the sidebar. The frame draws one per feature; features add lines below their own.
import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';
import css from './frame.module.css';

interface NavLinkProps {
  readonly href: string;
  readonly isCurrent: boolean;
  readonly isSub?: boolean;
  readonly children: ReactNode;
}

/** A line of the sidebar; features use it for lines below their own. */
export function NavLink({ href, isCurrent, isSub = false, children }: NavLinkProps) {
  return (
    <a className={cx(css.nav, isSub && css.navSub)} href={href} {...(isCurrent ? { 'aria-current': 'page' as const } : {})}>
      {children}
    </a>
  );
}

/** The end of such a line: a count or a figure. */
export function NavFigure({ children }: Readonly<{ children: ReactNode }>) {
  return <span className={css.navEnd}>{children}</span>;
}
