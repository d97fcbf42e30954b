// Feature storage: the line below: how many of everything, and the room on the volume.
import { useTranslation } from 'react-i18next';
import type { StoreSummary } from '../../../preload/contract/model.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import css from './storage.module.css';

export function StorageFoot({ store }: Readonly<{ store: StoreSummary }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { artifactCount, repositoryCount, blobCount, volume } = store;
  return (
    <footer className={css.foot}>
      <span>{t('artifactCount', { count: artifactCount, shown: format.count(artifactCount) })}</span>
      <span>{t('map.repositories', { count: repositoryCount, shown: format.count(repositoryCount) })}</span>
      <span>{t('blobCount', { count: blobCount, shown: format.count(blobCount) })}</span>
      <span className={text.grow} />
      <span className={text.number}>
        {t('volume', { free: format.bytes(volume.freeBytes), total: format.bytes(volume.totalBytes) })}
      </span>
    </footer>
  );
}
