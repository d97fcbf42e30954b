// Room renderer/ui: buttons: with a text, with an icon alone, and as a link. An icon alone must have a name and gets a tooltip.
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type PressEvent } from 'react-aria-components';
import css from './button.module.css';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: (event: PressEvent) => void;
  readonly kind?: 'plain' | 'primary' | 'danger' | 'ghost' | 'ghost-danger';
  readonly size?: 'normal' | 'small';
  readonly icon?: LucideIcon;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  /** Takes the room that is left. */
  readonly grow?: boolean;
}

export function Button({
  children,
  onPress,
  kind = 'plain',
  size = 'normal',
  icon: Icon,
  isDisabled = false,
  autoFocus = false,
  grow = false,
}: ButtonProps) {
  return (
    <AriaButton
      className={cx(css.button, css[kind], size === 'small' && css.small, grow && css.grow)}
      onPress={onPress}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
    >
      {Icon !== undefined && <Icon size={15} strokeWidth={1.9} aria-hidden />}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: LucideIcon;
  /** Left out where a MenuButton around it opens. */
  readonly onPress?: (event: PressEvent) => void;
  readonly size?: 'normal' | 'small';
  readonly isDisabled?: boolean;
  /** Set for a button that switches something: shown and spoken as pressed. */
  readonly isOn?: boolean;
  readonly keys?: string;
}

export function IconButton({
  label,
  icon: Icon,
  onPress = () => undefined,
  size = 'normal',
  isDisabled = false,
  isOn,
  keys,
}: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <AriaButton
        className={cx(css.icon, size === 'small' && css.iconSmall, isOn === true && css.on)}
        aria-label={label}
        {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
        onPress={onPress}
        isDisabled={isDisabled}
      >
        <Icon size={size === 'small' ? 15 : 16} strokeWidth={1.9} aria-hidden />
      </AriaButton>
    </Tooltip>
  );
}

/** Looks like a link, acts in place. */
export function LinkButton({ children, onPress }: Readonly<{ children: ReactNode; onPress: () => void }>) {
  return (
    <AriaButton className={cx(css.link)} onPress={onPress}>
      {children}
    </AriaButton>
  );
}
