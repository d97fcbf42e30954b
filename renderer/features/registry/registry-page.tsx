// Feature registry: the page: the local registry, what to type into clients, the remote registries, and what clients did beside them;
// below them where there is no room beside.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useNarrowerThan, widths } from '../../ui/use-narrow.ts';
import { ActivityList } from './activity-list.tsx';
import { CommandsCard } from './commands-card.tsx';
import { LocalCard } from './local-card.tsx';
import css from './registry.module.css';
import { RemotesCard } from './remotes-card.tsx';
import { UsersCard } from './users-card.tsx';

export function RegistryPage() {
  const { t } = useTranslation('registry');
  const format = useFormat();
  const shown = useCall('registry.show', {});
  const total = useCall('registry.activity', { limit: 1 }).data?.total ?? 0;
  const isNarrow = useNarrowerThan(widths.inspector);
  const state = shown.data;
  const activityHead = (
    <header className={css.activityHead}>
      <h2 className={css.cardTitle}>{t('activity.title')}</h2>
      <span className={text.grow} />
      {total > 0 && <span className={cx(text.muted, text.small)}>{format.count(total)}</span>}
    </header>
  );
  return (
    <>
      <Pane label={t('title')} className={cx(css.page)}>
        <header className={css.head}>
          <h1 className={text.title}>{t('title')}</h1>
        </header>
        <div className={css.scroll}>
          {shown.isPending && <SkeletonRows rows={5} label={t('loading')} />}
          {shown.error !== null && state === undefined && <ErrorNote error={shown.error} onRetry={() => void shown.refetch()} />}
          {state !== undefined && (
            <>
              <LocalCard state={state} />
              <UsersCard state={state} />
              <CommandsCard state={state} />
            </>
          )}
          <RemotesCard />
          {isNarrow && (
            <article className={css.card} aria-label={t('activity.title')}>
              {activityHead}
              <ActivityList isOn={state?.on === true} />
            </article>
          )}
        </div>
      </Pane>
      {!isNarrow && (
        <Pane
          as="aside"
          side="end"
          label={t('activity.title')}
          resize={{ key: 'registry.activity', label: t('activity.width'), initialPx: 300, minPx: 220, maxPx: 480 }}
        >
          {activityHead}
          <div className={css.activityScroll}>
            <ActivityList isOn={state?.on === true} />
          </div>
        </Pane>
      )}
    </>
  );
}
