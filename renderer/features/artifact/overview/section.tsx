// Feature artifact: a titled part of the Overview.
import { type ReactNode, useId } from 'react';
import text from '../../../styles/text.module.css';
import { cx } from '../../../ui/cx.ts';
import css from './overview.module.css';

interface SectionProps {
  readonly title: string;
  readonly detail?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, detail, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={css.section}>
      <div className={css.sectionHead}>
        <h2 id={id} className={text.strong}>
          {title}
        </h2>
        {detail !== undefined && <span className={cx(text.muted, text.small)}>{detail}</span>}
      </div>
      {children}
    </section>
  );
}
