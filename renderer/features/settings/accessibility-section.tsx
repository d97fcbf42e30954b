// Feature settings: colours of changes and motion.
import { useTranslation } from 'react-i18next';
import { useChangeSettings, useSettings } from '../../host/use-settings.ts';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { SettingGroup, SettingRow } from './setting-row.tsx';
import css from './settings.module.css';

export function AccessibilitySection() {
  const { t } = useTranslation('settings');
  const settings = useSettings();
  const change = useChangeSettings();
  return (
    <SettingGroup>
      <SettingRow
        name={t('diffPalette')}
        description={
          <>
            {t('diffPaletteText')}
            <span className={css.samples}>
              <span className={cx(css.sample, css.added)}>
                <b>A</b> {t('added')}
              </span>
              <span className={cx(css.sample, css.removed)}>
                <b>D</b> {t('removed')}
              </span>
            </span>
          </>
        }
      >
        <Segments
          label={t('diffPalette')}
          value={settings.diffPalette}
          onChange={(diffPalette) => change({ diffPalette })}
          options={(['green-rose', 'blue-orange'] as const).map((value) => ({ value, label: t(`palettes.${value}`) }))}
        />
      </SettingRow>
      <SettingRow name={t('motion')} description={t('motionText')}>
        <Segments
          label={t('motion')}
          value={settings.motion}
          onChange={(motion) => change({ motion })}
          options={(['system', 'reduced'] as const).map((value) => ({ value, label: t(`motions.${value}`) }))}
        />
      </SettingRow>
    </SettingGroup>
  );
}
