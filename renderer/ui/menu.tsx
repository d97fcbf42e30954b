// Room renderer/ui: menus: on a button, and at the pointer or a row (context menu). Both show the same entries.
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { cx } from './cx.ts';
import { Keys } from './keys.tsx';
import css from './menu.module.css';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Shown beside the label; the shortcut itself is a command. */
  readonly keys?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** Set for entries that are on or off. */
  readonly isChecked?: boolean;
  readonly run: () => void;
}

export type MenuEntry = MenuAction | 'separator';

interface MenuButtonProps {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** The button: one React Aria control, such as IconButton without a tooltip of its own. */
  readonly children: ReactNode;
}

export function MenuButton({ label, entries, children }: MenuButtonProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover className={cx(css.popover)} aria-label={label} placement="bottom end" offset={4}>
        <Entries label={label} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

interface ContextMenuProps {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** Where it opens, in the window; null while it is closed. */
  readonly at: MenuPoint | null;
  readonly onClose: () => void;
}

export function ContextMenu({ label, entries, at, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className={css.anchor} style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} aria-hidden />
      <Popover
        className={cx(css.popover)}
        aria-label={label}
        triggerRef={anchor}
        isOpen={at !== null}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
        placement="bottom start"
        offset={0}
      >
        <Entries label={label} entries={entries} onClose={onClose} />
      </Popover>
    </>
  );
}

function Entries({ label, entries, onClose }: Readonly<{ label: string; entries: readonly MenuEntry[]; onClose?: () => void }>) {
  return (
    <AriaMenu className={cx(css.menu)} aria-label={label} autoFocus="first" {...(onClose === undefined ? {} : { onClose })}>
      {entries.map((entry, index) =>
        entry === 'separator' ? (
          // Separators have no identity but their place.
          <Separator key={`separator-${index}`} className={cx(css.separator)} />
        ) : (
          <MenuItem
            key={entry.id}
            id={entry.id}
            className={cx(css.item, entry.isDanger === true && css.danger)}
            textValue={entry.label}
            isDisabled={entry.isDisabled ?? false}
            onAction={entry.run}
            {...(entry.isChecked === undefined ? {} : { 'aria-checked': entry.isChecked })}
          >
            <span className={css.icon}>
              {entry.isChecked === true
                ? '✓'
                : entry.icon !== undefined && <entry.icon size={15} strokeWidth={1.9} aria-hidden />}
            </span>
            <span className={css.label}>{entry.label}</span>
            {entry.keys !== undefined && <Keys keys={entry.keys} bare />}
          </MenuItem>
        ),
      )}
    </AriaMenu>
  );
}
