// Feature registry: the remote registries at hand: who one is at each, whether it answered when it was last asked, and what can be
// done with it. It asks none of them by itself.
import { CircleCheck, Ellipsis, LogIn, LogOut, Plus, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteRegistry } from '../../../preload/contract/registry-model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { sentencesInRow } from '../../format/gap.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import text from '../../styles/text.module.css';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import table from '../../ui/table.module.css';
import css from './registry.module.css';
import { RemoteDialog } from './remote-dialog.tsx';
import { useRemoteActs } from './use-remote-acts.ts';

export function RemotesCard() {
  const { t } = useTranslation('registry');
  const remotes = useCall('remote.list', {});
  const acts = useRemoteActs();
  const [edited, setEdited] = useState<RemoteRegistry | 'new' | null>(null);
  return (
    <article className={css.card} aria-label={t('remotes.title')}>
      <header className={css.cardHead}>
        <h2 className={css.cardTitle}>{t('remotes.title')}</h2>
        <span className={cx(text.muted, text.grow, text.clip)}>{t('remotes.text')}</span>
        <Button size="small" icon={Plus} onPress={() => setEdited('new')}>
          {t('remotes.add')}
        </Button>
      </header>
      {remotes.isPending && <SkeletonRows rows={3} label={t('loading')} />}
      {remotes.error !== null && remotes.data === undefined && (
        <div className={css.cardText}>
          <ErrorNote error={remotes.error} onRetry={() => void remotes.refetch()} />
        </div>
      )}
      {remotes.data?.length === 0 && <EmptyState title={t('remotes.none')}>{t('remotes.noneText')}</EmptyState>}
      {remotes.data !== undefined && remotes.data.length > 0 && (
        <table className={cx(table.table, css.table)} aria-label={t('remotes.title')}>
          <colgroup>
            <col />
            <col />
            <col className={css.userColumn} />
            <col className={css.stateColumn} />
            <col className={css.actsColumn} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">{t('remotes.name')}</th>
              <th scope="col">{t('remotes.address')}</th>
              <th scope="col">{t('remotes.user')}</th>
              <th scope="col">{t('remotes.state')}</th>
              <th scope="col">
                <span className={text.hidden}>{t('remotes.acts')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {remotes.data.map((remote) => (
              <Row key={remote.registry} remote={remote} acts={acts} onChange={() => setEdited(remote)} />
            ))}
          </tbody>
        </table>
      )}
      {edited !== null && <RemoteDialog {...(edited === 'new' ? {} : { remote: edited })} onClose={() => setEdited(null)} />}
    </article>
  );
}

interface RowProps {
  readonly remote: RemoteRegistry;
  readonly acts: ReturnType<typeof useRemoteActs>;
  readonly onChange: () => void;
}

function Row({ remote, acts, onChange }: RowProps) {
  const { t } = useTranslation('registry');
  const format = useFormat();
  const sentences = useSentences();
  const { registry, name, user, credentials, state, checkedAt, problem } = remote;
  const isChecking = acts.isChecking(remote);
  const ownPassword = credentials === 'keychain' || credentials === 'session';
  const entries: readonly MenuEntry[] = [
    { id: 'test', label: t('remotes.test'), icon: CircleCheck, isDisabled: isChecking, run: () => acts.check(remote) },
    'separator',
    { id: 'sign-in', label: t('remotes.signIn'), icon: LogIn, run: () => raiseIntent('remote.sign-in', { registry }) },
    ...(ownPassword ? [{ id: 'sign-out', label: t('remotes.signOut'), icon: LogOut, run: () => acts.signOut(remote) }] : []),
    'separator',
    { id: 'change', label: t('remotes.change'), icon: SlidersHorizontal, run: onChange },
    { id: 'forget', label: t('remotes.forget'), icon: Trash2, run: () => acts.forget(remote) },
  ];
  const { what, remedy } = problem === null ? { what: '', remedy: '' } : sentences.failure(problem);
  const kept = credentials === null ? undefined : t(`remotes.keptIn.${credentials}`);
  return (
    <>
      <tr className={cx(problem !== null && css.rowAbove)}>
        <th scope="row" title={name}>
          {name}
        </th>
        <td className={cx(text.mono, text.secondary)} title={registry}>
          {registry}
        </td>
        <td className={text.secondary} title={kept}>
          {user ?? t(credentials === 'helper' ? 'remotes.helper' : 'remotes.anonymous')}
        </td>
        <td title={checkedAt === null ? undefined : t('remotes.checkedAt', { time: format.dateTime(checkedAt) })}>
          <span className={css.state} role="status">
            <span
              className={cx(css.dot, state === 'sign-in-refused' ? css.dotBad : state !== 'reachable' && css.dotOff)}
              aria-hidden
            />
            {isChecking ? t('remotes.checking') : t(`remotes.states.${state}`)}
          </span>
        </td>
        <td>
          <span className={css.acts}>
            <Button size="small" onPress={() => raiseIntent('remote.pull', { registry })}>
              {t('remotes.pull')}
            </Button>
            <Button size="small" onPress={() => raiseIntent('remote.push', { references: [], registry })}>
              {t('remotes.push')}
            </Button>
            <MenuButton label={t('remotes.more', { name })} entries={entries}>
              <IconButton size="small" label={t('remotes.more', { name })} icon={Ellipsis} />
            </MenuButton>
          </span>
        </td>
      </tr>
      {problem !== null && (
        <tr className={css.problemRow}>
          <td colSpan={5}>
            <p className={cx(text.small, css.problem)}>
              <Sentence text={sentencesInRow(format.language, [what, remedy])} />
            </p>
          </td>
        </tr>
      )}
    </>
  );
}
