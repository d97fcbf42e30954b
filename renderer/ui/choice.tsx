// Room renderer/ui: small choices: check box, switch, and the segmented choice of one of a few.
import { Check, type LucideIcon, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, Switch as AriaSwitch, Radio, RadioGroup } from 'react-aria-components';
import css from './choice.module.css';
import { cx } from './cx.ts';

interface ToggleProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
}

interface CheckboxProps extends ToggleProps {
  readonly isMixed?: boolean;
  /** The visible text. */
  readonly children?: ReactNode;
  /** The name where there is no visible text. */
  readonly label?: string;
}

export function Checkbox({ isOn, onChange, isDisabled = false, isMixed = false, children, label }: CheckboxProps) {
  return (
    <AriaCheckbox
      className={cx(css.checkbox)}
      isSelected={isOn}
      isIndeterminate={isMixed}
      isDisabled={isDisabled}
      onChange={onChange}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <CheckMark isOn={isOn} isMixed={isMixed} />
      {children}
    </AriaCheckbox>
  );
}

/** The box alone, for rows that hold the state themselves. */
export function CheckMark({ isOn, isMixed = false }: Readonly<{ isOn: boolean; isMixed?: boolean }>) {
  return (
    <span className={cx(css.box, (isOn || isMixed) && css.boxOn)} aria-hidden>
      {isMixed ? <Minus size={11} strokeWidth={3.2} /> : isOn && <Check size={11} strokeWidth={3.2} />}
    </span>
  );
}

/** A setting that acts at once. */
export function Switch({
  isOn,
  onChange,
  isDisabled = false,
  children,
  label,
}: ToggleProps & Readonly<{ children?: ReactNode; label?: string }>) {
  return (
    <AriaSwitch
      className={cx(css.switch)}
      isSelected={isOn}
      isDisabled={isDisabled}
      onChange={onChange}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <span className={cx(css.track)} aria-hidden />
      {children}
    </AriaSwitch>
  );
}

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly icon?: LucideIcon;
    readonly count?: string;
  }[];
  /** Takes the whole width, in equal parts. */
  readonly isWide?: boolean;
  readonly isDisabled?: boolean;
}

/** One of a few, all in sight. */
export function Segments<Value extends string>({
  label,
  value,
  onChange,
  options,
  isWide = false,
  isDisabled = false,
}: SegmentsProps<Value>) {
  return (
    <RadioGroup
      className={cx(css.segments, isWide && css.wide)}
      isDisabled={isDisabled}
      orientation="horizontal"
      aria-label={label}
      value={value}
      onChange={(next) => onChange(next as Value)}
    >
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className={cx(css.segment)}>
          {option.icon !== undefined && <option.icon size={14} strokeWidth={1.9} aria-hidden />}
          {option.label}
          {option.count !== undefined && <span className={css.count}>{option.count}</span>}
        </Radio>
      ))}
    </RadioGroup>
  );
}
