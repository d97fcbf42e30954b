// Feature registry: who may sign in from the network, with which rights, and the certificate their clients must trust.
import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegistryState, RegistryUser } from '../../../preload/contract/registry-model.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAct } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { useSettings } from '../../host/use-settings.ts';
import text from '../../styles/text.module.css';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { ErrorNote } from '../../ui/note.tsx';
import table from '../../ui/table.module.css';
import { showToast } from '../../ui/toast.tsx';
import { endpointFacts } from './endpoint-settings.ts';
import css from './registry.module.css';
import { UserDialog } from './user-dialog.tsx';

export function UsersCard({ state }: Readonly<{ state: RegistryState }>) {
  const { t } = useTranslation('registry');
  const format = useFormat();
  const settings = useSettings();
  const isReadOnly = useIsReadOnly();
  const remove = useAct('registry.remove-user');
  const [edited, setEdited] = useState<RegistryUser | 'new' | null>(null);
  const { users, certificateFingerprint, certificatePath } = state;
  const isNetwork = state.on ? state.reach === 'network' : settings.registryReach === 'network';
  if (!isNetwork && users.length === 0) return null;
  const isLast = isNetwork && users.length === 1;
  return (
    <article className={css.card} aria-label={t('users.title')}>
      <header className={css.cardHead}>
        <h2 className={css.cardTitle}>{t('users.title')}</h2>
        <span className={cx(text.muted, text.grow, text.clip)}>{t('users.text')}</span>
        <Button size="small" icon={Plus} onPress={() => setEdited('new')}>
          {t('users.add')}
        </Button>
      </header>
      {users.length === 0 ? (
        <p className={cx(text.muted, css.cardText)}>{t('users.none')}</p>
      ) : (
        <table className={cx(table.table, css.table)} aria-label={t('users.title')}>
          <thead>
            <tr>
              <th scope="col">{t('users.name')}</th>
              <th scope="col">{t('users.kind')}</th>
              <th scope="col">{t('users.rights')}</th>
              <th scope="col" className={css.userActs}>
                <span className={text.hidden}>{t('users.acts')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => {
              const { name, kind, rights } = user;
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className={text.secondary}>{t(`users.${kind}`)}</td>
                  <td className={text.secondary}>{format.list(rights.map((right) => t(`users.right.${right}`)))}</td>
                  <td>
                    <span className={css.acts}>
                      <IconButton
                        size="small"
                        icon={KeyRound}
                        label={t(kind === 'token' ? 'users.tokenOf' : 'users.passwordOf', { name })}
                        onPress={() => setEdited(user)}
                      />
                      <IconButton
                        size="small"
                        icon={Trash2}
                        label={t('users.remove', { name })}
                        isDisabled={isLast}
                        onPress={() =>
                          remove.mutate({ name }, { onSuccess: () => showToast({ text: t('users.removed', { name }) }) })
                        }
                      />
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {isLast && <p className={cx(text.muted, text.small, css.cardText)}>{t('users.lastOne')}</p>}
      {remove.error !== null && (
        <div className={css.cardText}>
          <ErrorNote error={remove.error} />
        </div>
      )}
      {certificateFingerprint !== null && (
        <section className={css.certificate} aria-label={t('certificate.title')}>
          <h3 className={text.strong}>{t('certificate.title')}</h3>
          <p className={cx(text.muted, text.small)}>{t('certificate.text')}</p>
          <div className={css.pairs}>
            <span className={text.secondary}>{t('certificate.fingerprint')}</span>
            <CopyField text={certificateFingerprint} label={t('certificate.copyFingerprint')} />
            {certificatePath !== null && (
              <>
                <span className={text.secondary}>{t('certificate.path')}</span>
                <CopyField text={certificatePath} label={t('certificate.copyPath')} clip="start" />
              </>
            )}
          </div>
        </section>
      )}
      {edited !== null && (
        <UserDialog
          {...(edited === 'new' ? {} : { user: edited })}
          canPush={endpointFacts(state, settings, isReadOnly).allowPush}
          onClose={() => setEdited(null)}
        />
      )}
    </article>
  );
}
