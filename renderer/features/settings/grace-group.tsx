// Feature settings: how long cleanup leaves an untagged artifact alone.
import { useTranslation } from 'react-i18next';
import { useChangeSettings, useSettings } from '../../host/use-settings.ts';
import { Select } from '../../ui/select.tsx';
import { SettingGroup, SettingRow } from './setting-row.tsx';

const offeredDays = [0, 1, 3, 7, 14, 30, 90, 365];

export function GraceGroup() {
  const { t } = useTranslation('settings');
  const { untaggedGraceDays } = useSettings();
  const change = useChangeSettings();
  const days = [...new Set([...offeredDays, untaggedGraceDays])].toSorted((a, b) => a - b);
  return (
    <SettingGroup>
      <SettingRow name={t('grace')} description={t('graceText')}>
        <Select
          label={t('grace')}
          isLabelHidden
          value={String(untaggedGraceDays)}
          onChange={(value) => change({ untaggedGraceDays: Number(value) })}
          options={days.map((count) => ({
            value: String(count),
            label: count === 0 ? t('graceNone') : t('graceDays', { count }),
          }))}
        />
      </SettingRow>
    </SettingGroup>
  );
}
