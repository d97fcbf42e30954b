// Feature settings: language, looks, units, keys and notifications.
import { useTranslation } from 'react-i18next';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { useCall } from '../../host/use-call.ts';
import { useChangeSettings, useSettings } from '../../host/use-settings.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Segments, Switch } from '../../ui/choice.tsx';
import { Select } from '../../ui/select.tsx';
import { SettingGroup, SettingRow } from './setting-row.tsx';

export function GeneralSection() {
  const { t } = useTranslation('settings');
  const settings = useSettings();
  const change = useChangeSettings();
  const host = useCall('host.describe', {}).data;
  const hasHelp = useHasIntent('help.open');
  return (
    <>
      <SettingGroup>
        <SettingRow name={t('language')} description={t('languageText')}>
          <Select
            label={t('language')}
            isLabelHidden
            value={settings.language}
            onChange={(language) => change({ language })}
            options={[
              { value: 'system', label: t('languages.system') },
              { value: 'en', label: t('languages.en') },
              { value: 'zh-Hant', label: t('languages.zhHant') },
            ]}
          />
        </SettingRow>
        <SettingRow name={t('theme')} description={t('themeText')}>
          <Segments
            label={t('theme')}
            value={settings.theme}
            onChange={(theme) => change({ theme })}
            options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`themes.${value}`) }))}
          />
        </SettingRow>
        <SettingRow name={t('density')} description={t('densityText')}>
          <Segments
            label={t('density')}
            value={settings.density}
            onChange={(density) => change({ density })}
            options={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`densities.${value}`) }))}
          />
        </SettingRow>
        <SettingRow name={t('units')} description={t('unitsText')}>
          <Segments
            label={t('units')}
            value={settings.units}
            onChange={(units) => change({ units })}
            options={(['decimal', 'binary'] as const).map((value) => ({ value, label: t(`unitsOf.${value}`) }))}
          />
        </SettingRow>
      </SettingGroup>
      <SettingGroup>
        <SettingRow
          name={t('singleKeys')}
          description={
            <>
              {t('singleKeysText')}{' '}
              {hasHelp && <LinkButton onPress={() => raiseIntent('help.open', {})}>{t('showKeys')}</LinkButton>}
            </>
          }
        >
          <Switch label={t('singleKeys')} isOn={settings.singleKeys} onChange={(singleKeys) => change({ singleKeys })} />
        </SettingRow>
        {/* Only the desktop can reach someone who looks elsewhere. */}
        {host?.door === 'electron' && (
          <SettingRow name={t('notifications')} description={t('notificationsText')}>
            <Switch
              label={t('notifications')}
              isOn={settings.notifications}
              onChange={(notifications) => change({ notifications })}
            />
          </SettingRow>
        )}
      </SettingGroup>
    </>
  );
}
