// Feature settings: one setting: what it is called, what it does, and its control.
import type { ReactNode } from 'react';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import css from './settings.module.css';

interface SettingRowProps {
  readonly name: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

export function SettingGroup({ children }: Readonly<{ children: ReactNode }>) {
  return <div className={css.group}>{children}</div>;
}

export function SettingRow({ name, description, children }: SettingRowProps) {
  return (
    <div className={css.row}>
      <div className={text.grow}>
        <h3 className={css.name}>{name}</h3>
        {description !== undefined && <p className={cx(text.muted, text.small)}>{description}</p>}
      </div>
      <div className={css.control}>{children}</div>
    </div>
  );
}
