// Feature registry: one of a few, all in sight, under a label and over the whole width.
import type { ComponentProps } from 'react';
import { Segments } from '../../ui/choice.tsx';
import css from './fields.module.css';

type ChoiceFieldProps<Value extends string> = Omit<ComponentProps<typeof Segments<Value>>, 'isWide'>;

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  return (
    <div>
      <span className={css.label} aria-hidden>
        {props.label}
      </span>
      <Segments isWide {...props} />
    </div>
  );
}
