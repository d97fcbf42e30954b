// Feature registry: adds a user of the local registry, or gives one a new password or token. A token is shown once, in the same dialog.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegistryRight, RegistryUser } from '../../../preload/contract/registry-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { CopyField } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { ChoiceField } from './choice-field.tsx';
import css from './fields.module.css';
import { isUserName, isUserPassword } from './user-rules.ts';

interface UserDialogProps {
  /** The one to change; without it, a new one. */
  readonly user?: RegistryUser;
  /** True where the registry is opened to the network once there is a user. */
  readonly isOpening?: boolean;
  /** Whether pushing is to be offered at first. */
  readonly canPush: boolean;
  readonly onMade?: () => void;
  readonly onClose: () => void;
}

const allRights: readonly RegistryRight[] = ['pull', 'push', 'delete'];

export function UserDialog({ user, isOpening = false, canPush, onMade, onClose }: UserDialogProps) {
  const { t } = useTranslation('registry');
  const { t: words } = useTranslation('words');
  const { client } = useHost();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(user?.name ?? '');
  const [kind, setKind] = useState<RegistryUser['kind']>(user?.kind ?? 'password');
  const [password, setPassword] = useState('');
  const [rights, setRights] = useState<ReadonlySet<RegistryRight>>(
    new Set(user?.rights ?? (canPush ? ['pull', 'push'] : ['pull'])),
  );
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [token, setToken] = useState<string | null>(null);
  const name = typed.trim();
  const isRight = isUserName(name) && (kind === 'token' || isUserPassword(password)) && rights.size > 0;

  const make = async (): Promise<void> => {
    setAsked(true);
    if (!isRight || isBusy) return;
    setBusy(true);
    const wanted = allRights.filter((right) => rights.has(right));
    try {
      if (kind === 'token') setToken(valueOf(await client.call('registry.make-token', { name, rights: wanted })).token);
      else valueOf(await client.call('registry.set-user', { name, password, rights: wanted }));
      await queries.invalidateQueries({ queryKey: ['registry.show'] });
      onMade?.();
      if (kind === 'password') onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  if (token !== null)
    return (
      // A dialog of its own, so that the focus finds its way into it.
      <Dialog
        key="made"
        isOpen
        isDismissable={false}
        title={t('userDialog.madeTitle', { name })}
        onClose={onClose}
        foot={
          <Button kind="primary" onPress={onClose}>
            {t('userDialog.done')}
          </Button>
        }
      >
        <div className={css.stack}>
          <p className={text.secondary}>{t('userDialog.madeText')}</p>
          <CopyField text={token} label={t('userDialog.copyToken')} />
        </div>
      </Dialog>
    );
  const act = user !== undefined && kind === 'password' ? 'change' : kind === 'token' ? 'make' : 'add';
  return (
    <Dialog
      isOpen
      isDismissable={false}
      title={
        isOpening
          ? t('userDialog.titleNetwork')
          : user === undefined
            ? t('userDialog.title')
            : t('userDialog.titleChange', { name: user.name })
      }
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" isDisabled={isBusy} onPress={() => void make()}>
            {t(isOpening ? (act === 'make' ? 'userDialog.makeNetwork' : 'userDialog.addNetwork') : `userDialog.${act}`)}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {isOpening && <p className={text.secondary}>{t('userDialog.textNetwork')}</p>}
        {user === undefined && (
          <TextField
            label={t('userDialog.name')}
            value={typed}
            onChange={setTyped}
            error={isAsked && !isUserName(name) ? t('userDialog.nameInvalid') : null}
            autoFocus
            onEnter={() => void make()}
          />
        )}
        <ChoiceField
          label={t('userDialog.kind')}
          value={kind}
          onChange={setKind}
          options={(['password', 'token'] as const).map((value) => ({ value, label: t(`userDialog.${value}`) }))}
        />
        {kind === 'password' ? (
          <TextField
            label={t('userDialog.password')}
            value={password}
            onChange={setPassword}
            isSecret
            hint={t('userDialog.passwordHint')}
            error={isAsked && !isUserPassword(password) ? t('userDialog.passwordInvalid') : null}
            autoFocus={user !== undefined}
            onEnter={() => void make()}
          />
        ) : (
          <p className={cx(text.muted, text.small)}>{t('userDialog.tokenText')}</p>
        )}
        <div role="group" aria-label={t('userDialog.rights')}>
          <span className={css.label} aria-hidden>
            {t('userDialog.rights')}
          </span>
          <div className={css.checks}>
            {allRights.map((right) => (
              <Checkbox
                key={right}
                isOn={rights.has(right)}
                onChange={(isOn) => setRights(new Set(isOn ? [...rights, right] : [...rights].filter((each) => each !== right)))}
              >
                {t(`users.right.${right}`)}
              </Checkbox>
            ))}
          </div>
          {isAsked && rights.size === 0 && <p className={css.complaint}>{t('userDialog.rightsNone')}</p>}
        </div>
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
