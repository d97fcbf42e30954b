// Feature stores: opens a store, makes one, or moves the one that is open: asks for the folder and says what will happen. Only moving
// needs more than a name: its numbers stand on the button.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostInfo } from '../../../preload/contract/host-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { CopyField } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { showToast } from '../../ui/toast.tsx';
import { FolderField, isNamed, noFolder, usePickOf } from './folder-field.tsx';
import css from './stores.module.css';
import { useStoreOpened } from './use-switch-store.ts';

interface StoreDialogProps {
  readonly act: 'open' | 'create' | 'move';
  readonly host: HostInfo;
  readonly onClose: () => void;
}

export function StoreDialog({ act, host, onClose }: StoreDialogProps) {
  const { t } = useTranslation('stores');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const { client } = useHost();
  const opened = useStoreOpened();
  const pickOf = usePickOf();
  const status = useCall('store.status', {}, { enabled: act === 'move' }).data;
  const [folder, setFolder] = useState(noFolder);
  const [name, setName] = useState('');
  const [readOnly, setReadOnly] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const start = async (): Promise<void> => {
    const { pick } = await pickOf(folder);
    if (act === 'open') opened(valueOf(await client.call('store.open', { folder: pick, readOnly })));
    else if (act === 'create') {
      const given = name.trim();
      opened(valueOf(await client.call('store.create', { folder: pick, ...(given === '' ? {} : { name: given }) })));
    } else {
      const { job } = valueOf(await client.call('store.move', { folder: pick }));
      showToast({
        text: t('started.move'),
        action: { label: t('show'), run: () => navigate(routeHref('transfers', job)) },
      });
    }
  };
  const run = async (): Promise<void> => {
    if (isBusy || !isNamed(folder)) return;
    setBusy(true);
    try {
      await start();
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const size = status === undefined ? '…' : format.bytes(status.diskBytes);
  return (
    <Dialog
      isOpen
      title={t(`dialog.${act}.title`)}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" isDisabled={!isNamed(folder)} onPress={() => void run()}>
            {act === 'move' ? t('dialog.move.act', { size }) : t(`dialog.${act}.act`)}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <p className={text.secondary}>{t(`dialog.${act}.text`)}</p>
        {act === 'move' && (
          <div>
            <span className={css.label}>{t('dialog.move.from')}</span>
            <CopyField text={host.storePath} label={words('actions.copy')} clip="start" />
          </div>
        )}
        <FolderField
          host={host}
          folder={folder}
          isNew={act !== 'open'}
          onChange={(next) => {
            setFolder(next);
            setError(null);
          }}
          onEnter={() => void run()}
          onError={setError}
        />
        {act === 'create' && (
          <TextField
            label={t('dialog.create.name')}
            value={name}
            onChange={setName}
            hint={t('dialog.create.nameHint')}
            onEnter={() => void run()}
          />
        )}
        {act === 'open' && (
          <Checkbox isOn={readOnly} onChange={setReadOnly}>
            {t('dialog.open.readOnly')}
          </Checkbox>
        )}
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
