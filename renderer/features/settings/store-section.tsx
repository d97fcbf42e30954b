// Feature settings: the store: where it is, what it holds, what room it has.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { CopyField } from '../../ui/copy-button.tsx';
import { Bytes } from '../../ui/figures.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import { GraceGroup } from './grace-group.tsx';
import { SettingGroup, SettingRow } from './setting-row.tsx';
import css from './settings.module.css';
import { StorePlaces } from './store-places.tsx';

export function StoreSection() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const host = useCall('host.describe', {});
  const status = useCall('store.status', {}, { enabled: host.data?.storeExists === true });
  const store = status.data;
  const error = host.error ?? status.error;
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      {host.data !== undefined && (
        <SettingGroup>
          <div className={css.wide}>
            <h3 className={css.name}>{t('location')}</h3>
            <CopyField text={host.data.storePath} label={t('copyPath')} clip="start" />
            <p className={text.muted}>{t('locationText')}</p>
          </div>
          {store !== undefined && (
            <>
              <SettingRow
                name={t('onDisk')}
                description={store.savedBytes > 0 ? t('onDiskText', { saved: format.bytes(store.savedBytes) }) : t('onDiskPlain')}
              >
                <Bytes sizeBytes={store.diskBytes} />
              </SettingRow>
              <SettingRow
                name={t('free')}
                description={t('freeText', {
                  free: format.bytes(store.volume.freeBytes),
                  total: format.bytes(store.volume.totalBytes),
                })}
              >
                <Bytes sizeBytes={store.volume.freeBytes} />
              </SettingRow>
              <SettingRow name={t('contents')}>
                {t('contentsText', {
                  artifacts: format.count(store.artifactCount),
                  repositories: format.count(store.repositoryCount),
                  tags: format.count(store.tagCount),
                })}
              </SettingRow>
              <SettingRow name={t('access')}>{t(store.readOnly ? 'readOnly' : 'writable')}</SettingRow>
            </>
          )}
        </SettingGroup>
      )}
      {host.data?.storeExists === false && <Note>{t('notYet')}</Note>}
      <StorePlaces canMove={store !== undefined && !store.readOnly} />
      <GraceGroup />
    </>
  );
}
