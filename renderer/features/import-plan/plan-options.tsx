// Feature import-plan: what seldom matters: another name, and the deeper check.
import { useTranslation } from 'react-i18next';
import text from '../../styles/text.module.css';
import { LinkButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/field.tsx';
import css from './import-plan.module.css';

interface PlanOptionsProps {
  readonly deep: boolean;
  readonly onDeep: (deep: boolean) => void;
  /** Null while nobody asked for another name. */
  readonly name: string | null;
  readonly onName: (name: string) => void;
  readonly nameError: string | null;
}

export function PlanOptions({ deep, onDeep, name, onName, nameError }: PlanOptionsProps) {
  const { t } = useTranslation('importing');
  return (
    <section className={css.options}>
      <div className={text.row}>
        <Checkbox isOn={deep} onChange={onDeep}>
          {t('plan.deep')}
        </Checkbox>
        <span className={text.grow} />
        {name === null && <LinkButton onPress={() => onName('')}>{t('plan.rename')}</LinkButton>}
      </div>
      {deep && <p className={cx(text.muted, text.small)}>{t('plan.deepHint')}</p>}
      {name !== null && (
        <TextField
          label={t('plan.name')}
          value={name}
          onChange={onName}
          error={nameError}
          hint={t('plan.nameHint')}
          isMono
          autoFocus
        />
      )}
    </section>
  );
}
