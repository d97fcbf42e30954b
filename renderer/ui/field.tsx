// Room renderer/ui: fields for text: a labelled one with its complaint below, and the one that filters a list.
import { ListFilter, X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import {
  Button as AriaButton,
  SearchField as AriaSearchField,
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  Text,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import text from '../styles/text.module.css';
import { cx } from './cx.ts';
import css from './field.module.css';
import { Keys } from './keys.tsx';
import { focusListBeside } from './panes.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with the value; shown and spoken. */
  readonly error?: string | null;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  readonly isMono?: boolean;
  readonly autoFocus?: boolean;
  readonly onEnter?: () => void;
  /** Called when the focus goes elsewhere. */
  readonly onLeave?: () => void;
  /** Hides what is typed: a password. */
  readonly isSecret?: boolean;
  /** True: the label is spoken only, since the place says what it is for. */
  readonly isLabelHidden?: boolean;
}

export function TextField({
  label,
  value,
  onChange,
  error = null,
  hint,
  placeholder = '',
  isMono = false,
  autoFocus = false,
  onEnter,
  onLeave,
  isSecret = false,
  isLabelHidden = false,
}: TextFieldProps) {
  return (
    <AriaTextField
      className={cx(css.labelled)}
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      autoFocus={autoFocus}
      type={isSecret ? 'password' : 'text'}
      onBlur={() => onLeave?.()}
    >
      <Label className={cx(isLabelHidden ? text.hidden : css.label)}>{label}</Label>
      <Input
        className={cx(css.input, isMono && css.mono)}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete={isSecret ? 'new-password' : 'off'}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
        }}
      />
      {hint !== undefined && error === null && (
        <Text slot="description" className={cx(css.hint)}>
          {hint}
        </Text>
      )}
      <FieldError className={cx(css.error)}>{error}</FieldError>
    </AriaTextField>
  );
}

interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Drawn as the key that leads here, while the field is empty. */
  readonly keys?: string;
  /** Where the arrow down and Enter lead; without it, to the list in the same pane. */
  readonly onLeave?: () => void;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

/** Filters a list as one types; Escape clears it first. */
export function FilterField({ label, value, onChange, keys, onLeave, inputRef }: FilterFieldProps) {
  const { t } = useTranslation('words');
  const own = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (inputRef !== undefined) inputRef.current = own.current;
  }, [inputRef]);
  return (
    <AriaSearchField
      className={cx(css.field)}
      aria-label={label}
      value={value}
      onChange={onChange}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
        event.preventDefault();
        if (onLeave === undefined) focusListBeside(event.target as Element);
        else onLeave();
      }}
    >
      <ListFilter size={14} strokeWidth={2.1} aria-hidden />
      <Input ref={own} className={cx(css.bare)} placeholder={label} spellCheck={false} />
      {value === '' ? (
        keys !== undefined && <Keys keys={keys} />
      ) : (
        <AriaButton className={cx(css.clear)} aria-label={t('actions.clearFilter')}>
          <X size={14} strokeWidth={2} aria-hidden />
        </AriaButton>
      )}
    </AriaSearchField>
  );
}
