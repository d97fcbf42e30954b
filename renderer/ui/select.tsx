// Room renderer/ui: a choice of one from a list that opens.
import { Check, ChevronsUpDown } from 'lucide-react';
import {
  Button as AriaButton,
  Select as AriaSelect,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components';
import { cx } from './cx.ts';
import css from './select.module.css';

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly detail?: string }[];
  /** True: the label is spoken only, since the place says what it is for. */
  readonly isLabelHidden?: boolean;
  readonly isDisabled?: boolean;
}

export function Select<Value extends string>({
  label,
  value,
  onChange,
  options,
  isLabelHidden = false,
  isDisabled = false,
}: SelectProps<Value>) {
  return (
    <AriaSelect
      className={cx(css.select)}
      value={value}
      onChange={(key) => onChange(key as Value)}
      isDisabled={isDisabled}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className={cx(css.label)}>{label}</Label>}
      <AriaButton className={cx(css.button)}>
        <SelectValue className={cx(css.value)}>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronsUpDown size={14} strokeWidth={2} aria-hidden />
      </AriaButton>
      <Popover className={cx(css.popover)} offset={4}>
        <ListBox className={cx(css.list)}>
          {options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} className={cx(css.option)} textValue={option.label}>
              {({ isSelected }) => (
                <>
                  <span className={css.mark}>{isSelected && <Check size={14} strokeWidth={2.4} aria-hidden />}</span>
                  <span className={css.text}>{option.label}</span>
                  {option.detail !== undefined && <span className={css.detail}>{option.detail}</span>}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
