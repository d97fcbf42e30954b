// Feature export: the format of what is written, and its compression.
import { FileArchive, Folder } from 'lucide-react';
import { Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import text from '../../styles/text.module.css';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import css from './export.module.css';
import type { Compression, ExportChoice, Profile } from './export-choice.ts';

const profiles = ['docker', 'oci', 'dir'] as const satisfies readonly Profile[];
const compressions = ['none', 'gzip', 'zstd'] as const satisfies readonly Compression[];

interface ExportFormatProps {
  readonly choice: ExportChoice;
  readonly onChange: (part: Partial<ExportChoice>) => void;
}

export function ExportFormat({ choice, onChange }: ExportFormatProps) {
  const { t } = useTranslation('exporting');
  return (
    <>
      <section className={css.part}>
        <h3 className={text.muted}>{t('profile')}</h3>
        <RadioGroup
          className={cx(css.profiles)}
          aria-label={t('profile')}
          value={choice.profile}
          onChange={(profile) => onChange({ profile: profile as Profile })}
        >
          {profiles.map((profile) => {
            const Icon = profile === 'dir' ? Folder : FileArchive;
            return (
              <Radio key={profile} value={profile} className={cx(css.profile)}>
                <span className={cx(text.row, text.strong)}>
                  <Icon size={16} strokeWidth={1.9} aria-hidden />
                  {t(`profiles.${profile}`)}
                </span>
                <span className={cx(text.muted, text.small)}>{t(`profiles.${profile}Text`)}</span>
              </Radio>
            );
          })}
        </RadioGroup>
      </section>
      {choice.profile !== 'dir' && (
        <section className={css.line}>
          <div className={text.grow}>
            <h3>{t('compression')}</h3>
            <p className={cx(text.muted, text.small)}>{t('compressionText')}</p>
          </div>
          <Segments
            label={t('compression')}
            value={choice.compression}
            onChange={(compression) => onChange({ compression })}
            options={compressions.map((value) => ({ value, label: t(`compressions.${value}`) }))}
          />
        </section>
      )}
    </>
  );
}
