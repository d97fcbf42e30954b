// Feature registry: adds a remote registry, or changes what is known of one. Signing in at once is optional; else nobody is asked.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PickInfo } from '../../../preload/contract/host-model.ts';
import type { RemoteRegistry } from '../../../preload/contract/registry-model.ts';
import { fileName } from '../../format/archive-format.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { showToast } from '../../ui/toast.tsx';
import { type Authority, AuthorityField } from './authority-field.tsx';
import css from './fields.module.css';

interface RemoteDialogProps {
  /** The one to change; without it, a new one. */
  readonly remote?: RemoteRegistry;
  readonly onClose: () => void;
}

export function RemoteDialog({ remote, onClose }: RemoteDialogProps) {
  const { t } = useTranslation('registry');
  const { t: words } = useTranslation('words');
  const { client } = useHost();
  const host = useCall('host.describe', {}).data;
  const [address, setAddress] = useState(remote?.registry ?? '');
  const [name, setName] = useState(remote?.name ?? '');
  const [plainHttp, setPlainHttp] = useState(remote?.plainHttp ?? false);
  const [authority, setAuthority] = useState<Authority>({
    pick: null,
    path: remote?.caPath ?? '',
    name: remote?.caPath == null ? '' : fileName(remote.caPath),
  });
  const [signsIn, setSignsIn] = useState(false);
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isUserMissing = signsIn && (user.trim() === '' || password === '');

  /** The pick of what was chosen; null for none, undefined for what is there already. */
  const caPick = async (): Promise<PickInfo | null | undefined> => {
    if (authority.pick !== null) return authority.pick;
    const path = authority.path.trim();
    if (path === (remote?.caPath ?? '')) return undefined;
    return path === '' ? null : valueOf(await client.call('pick.path', { path }));
  };
  const save = async (): Promise<void> => {
    setAsked(true);
    if (address.trim() === '' || isUserMissing || isBusy) return;
    setBusy(true);
    try {
      const ca = await caPick();
      const saved = valueOf(
        await client.call('remote.set', {
          registry: address.trim(),
          plainHttp,
          ...(name.trim() === '' ? {} : { name: name.trim() }),
          ...(ca === undefined ? {} : { ca: ca?.pick ?? null }),
        }),
      );
      if (signsIn) {
        const signed = valueOf(await client.call('remote.sign-in', { registry: saved.registry, user: user.trim(), password }));
        showToast({ text: t('remotes.signedIn', { name: signed.name, user: user.trim() }) });
      } else showToast({ text: t(remote === undefined ? 'remotes.added' : 'remotes.changed', { name: saved.name }) });
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      isDismissable={false}
      title={remote === undefined ? t('remoteDialog.add') : t('remoteDialog.change', { name: remote.name })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" isDisabled={isBusy} onPress={() => void save()}>
            {t(remote !== undefined ? 'remoteDialog.save' : signsIn ? 'remoteDialog.actSignIn' : 'remoteDialog.act')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {remote === undefined && (
          <TextField
            label={t('remoteDialog.address')}
            value={address}
            onChange={setAddress}
            hint={t('remoteDialog.addressHint')}
            placeholder={t('remoteDialog.addressPlaceholder')}
            error={isAsked && address.trim() === '' ? t('remoteDialog.addressNeeded') : null}
            isMono
            autoFocus
            onEnter={() => void save()}
          />
        )}
        <TextField
          label={t('remoteDialog.name')}
          value={name}
          onChange={setName}
          hint={t('remoteDialog.nameHint')}
          autoFocus={remote !== undefined}
          onEnter={() => void save()}
        />
        <div>
          <Checkbox isOn={plainHttp} onChange={setPlainHttp}>
            {t('remoteDialog.plainHttp')}
          </Checkbox>
          <p className={cx(text.muted, text.small, css.under)}>{t('remoteDialog.plainHttpText')}</p>
        </div>
        {!plainHttp && host !== undefined && (
          <AuthorityField host={host} authority={authority} onChange={setAuthority} onError={setError} />
        )}
        {remote === undefined && (
          <div className={css.stack}>
            <Checkbox isOn={signsIn} onChange={setSignsIn}>
              {t('remoteDialog.signIn')}
            </Checkbox>
            {signsIn && (
              <div className={css.two}>
                <TextField
                  label={t('remoteDialog.user')}
                  value={user}
                  onChange={setUser}
                  error={isAsked && isUserMissing ? t('signIn.needed') : null}
                />
                <TextField
                  label={t('remoteDialog.password')}
                  value={password}
                  onChange={setPassword}
                  isSecret
                  onEnter={() => void save()}
                />
              </div>
            )}
          </div>
        )}
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
