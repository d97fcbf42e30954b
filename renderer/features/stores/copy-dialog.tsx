// Feature stores: copies artifacts to another store: one that is known, or a folder, which becomes one.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostInfo } from '../../../preload/contract/host-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { showToast } from '../../ui/toast.tsx';
import { FolderField, isNamed, noFolder, usePickOf } from './folder-field.tsx';
import css from './stores.module.css';

interface CopyDialogProps {
  /** None stands for everything. */
  readonly references: readonly string[];
  readonly host: HostInfo;
  readonly onClose: () => void;
}

/** Stands for a folder in the list of stores; no path is empty. */
const otherFolder = '';

export function CopyDialog({ references, host, onClose }: CopyDialogProps) {
  const { t } = useTranslation('stores');
  const { t: words } = useTranslation('words');
  const { client } = useHost();
  const pickOf = usePickOf();
  const known = (useCall('store.list', {}).data ?? []).filter(({ current, exists, readOnly }) => !current && exists && !readOnly);
  const [chosen, setChosen] = useState<string | null>(null);
  const [folder, setFolder] = useState(noFolder);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const where = chosen ?? known[0]?.path ?? otherFolder;
  const target = where === otherFolder ? folder : { pick: null, path: where };

  const run = async (): Promise<void> => {
    if (isBusy || !isNamed(target)) return;
    setBusy(true);
    try {
      const { pick, name } = await pickOf(target);
      const { job } = valueOf(await client.call('store.copy', { references: [...references], folder: pick }));
      onClose();
      showToast({
        text: t('started.copy', { name: known.find(({ path }) => path === where)?.name ?? name }),
        action: { label: t('show'), run: () => navigate(routeHref('transfers', job)) },
      });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      title={references.length === 0 ? t('dialog.copy.titleAll') : t('dialog.copy.title', { count: references.length })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" isDisabled={!isNamed(target)} onPress={() => void run()}>
            {t('dialog.copy.act')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <p className={text.secondary}>{t('dialog.copy.text')}</p>
        {known.length > 0 && (
          <Select
            label={t('dialog.copy.where')}
            value={where}
            onChange={(next) => {
              setChosen(next);
              setError(null);
            }}
            options={[
              ...known.map(({ path, name }) => ({ value: path, label: name, detail: path })),
              { value: otherFolder, label: t('dialog.copy.otherFolder') },
            ]}
          />
        )}
        {where === otherFolder && (
          <FolderField
            host={host}
            folder={folder}
            isNew
            onChange={(next) => {
              setFolder(next);
              setError(null);
            }}
            onEnter={() => void run()}
            onError={setError}
          />
        )}
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
