// Feature storage: what it adds to the frame: its line in the sidebar with the bytes on disk and its trail.
import { useTranslation } from 'react-i18next';
import { Crumb, Trail } from '../../app/trail.tsx';
import { useStoreFigure } from '../../host/use-store-figure.ts';
import { Bytes } from '../../ui/figures.tsx';

export function StorageLabel() {
  const { t } = useTranslation('storage');
  return t('title');
}

export function StorageFigure() {
  const sizeBytes = useStoreFigure((store) => store.diskBytes);
  return sizeBytes === null ? null : <Bytes sizeBytes={sizeBytes} />;
}

export function StorageCrumbs() {
  const { t } = useTranslation('storage');
  return (
    <Trail>
      <Crumb>{t('title')}</Crumb>
    </Trail>
  );
}
