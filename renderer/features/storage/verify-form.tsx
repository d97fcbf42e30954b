// Feature storage: what to verify, how deep and how fast.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Checkbox, Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Select } from '../../ui/select.tsx';
import { RepositorySearch } from './repository-search.tsx';
import css from './verify.module.css';
import type { VerifyChoice } from './verify-choice.ts';

const limitsBytes = [0, 25e6, 50e6, 100e6, 250e6, 500e6];

export function VerifyForm({ choice, onChange }: Readonly<{ choice: VerifyChoice; onChange: (choice: VerifyChoice) => void }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { scope, repository, deep, limitBytesPerSecond } = choice;
  return (
    <div className={css.form}>
      <div>
        <Segments
          label={t('verify.scopeLabel')}
          value={scope}
          onChange={(next) => onChange({ ...choice, scope: next })}
          options={(['all', 'since', 'repository'] as const).map((value) => ({ value, label: t(`verify.scope.${value}`) }))}
        />
        <p className={cx(text.muted, css.remark)}>{t(`verify.scopeText.${scope}`)}</p>
      </div>
      {scope === 'repository' && (
        <RepositorySearch repository={repository} onChoose={(next) => onChange({ ...choice, repository: next })} />
      )}
      <div>
        <Checkbox isOn={deep} onChange={(next) => onChange({ ...choice, deep: next })}>
          {t('verify.deep')}
        </Checkbox>
        <p className={cx(text.muted, css.under)}>{t('verify.deepText')}</p>
      </div>
      <div className={text.row}>
        <span className={text.secondary}>{t('verify.limit')}</span>
        <Select
          label={t('verify.limit')}
          isLabelHidden
          value={String(limitBytesPerSecond)}
          onChange={(value) => onChange({ ...choice, limitBytesPerSecond: Number(value) })}
          options={limitsBytes.map((bytes) => ({
            value: String(bytes),
            label: bytes === 0 ? t('verify.noLimit') : t('verify.perSecond', { bytes: format.bytes(bytes) }),
          }))}
        />
      </div>
    </div>
  );
}
