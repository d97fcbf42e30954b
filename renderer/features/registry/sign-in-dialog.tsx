// Feature registry: asks for the user and password of a remote registry, which are checked before they are kept.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './fields.module.css';

interface SignInDialogProps {
  readonly registry: string;
  readonly onSignedIn?: () => void;
  readonly onClose: () => void;
}

export function SignInDialog({ registry, onSignedIn, onClose }: SignInDialogProps) {
  const { t } = useTranslation('registry');
  const { t: words } = useTranslation('words');
  const remote = useCall('remote.list', {}).data?.find((each) => each.registry === registry);
  const signIn = useAct('remote.sign-in');
  const [user, setUser] = useState(remote?.user ?? '');
  const [password, setPassword] = useState('');
  const [isAsked, setAsked] = useState(false);
  const name = remote?.name ?? registry;
  const isMissing = user.trim() === '' || password === '';
  const act = (): void => {
    setAsked(true);
    if (isMissing || signIn.isPending) return;
    signIn.mutate(
      { registry, user: user.trim(), password },
      {
        onSuccess: () => {
          onClose();
          onSignedIn?.();
          showToast({ text: t('remotes.signedIn', { name, user: user.trim() }) });
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      isDismissable={false}
      title={t('signIn.title', { name })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" isDisabled={signIn.isPending} onPress={act}>
            {t('signIn.act')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <p className={text.secondary}>{t('signIn.text')}</p>
        <TextField
          label={t('remoteDialog.user')}
          value={user}
          onChange={setUser}
          autoFocus
          error={isAsked && isMissing ? t('signIn.needed') : null}
        />
        <TextField label={t('remoteDialog.password')} value={password} onChange={setPassword} isSecret onEnter={act} />
        {signIn.error !== null && <ErrorNote error={signIn.error} />}
      </div>
    </Dialog>
  );
}
