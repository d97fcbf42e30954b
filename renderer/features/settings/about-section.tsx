// Feature settings: what this is: version, where it runs, licences.
import { useTranslation } from 'react-i18next';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { ErrorNote } from '../../ui/note.tsx';
import table from '../../ui/table.module.css';
import { components } from './components.ts';
import { SettingGroup, SettingRow } from './setting-row.tsx';
import css from './settings.module.css';

export function AboutSection() {
  const { t } = useTranslation('settings');
  const host = useCall('host.describe', {});
  return (
    <>
      {host.error !== null && <ErrorNote error={host.error} />}
      <SettingGroup>
        <SettingRow name={t('version')}>
          <span className={cx(text.mono, text.selectable)}>{host.data?.version}</span>
        </SettingRow>
        {host.data !== undefined && (
          <SettingRow name={t('runsOn')}>{t(`door.${host.data.door}`, { platform: host.data.platform })}</SettingRow>
        )}
        <SettingRow name={t('licence')} description={t('licenceText')}>
          <span className={text.mono}>Apache-2.0</span>
        </SettingRow>
      </SettingGroup>
      <div className={css.components}>
        <h3 className={css.name}>{t('components')}</h3>
        <p className={cx(text.muted, text.small)}>{t('componentsText')}</p>
        <table className={cx(table.table, css.licences)}>
          <thead>
            <tr>
              <th scope="col">{t('component')}</th>
              <th scope="col">{t('componentLicence')}</th>
            </tr>
          </thead>
          <tbody>
            {components.map(({ name, licence }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className={text.secondary}>{licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
