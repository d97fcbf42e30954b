// Feature library: the page: repositories, their artifacts and the inspector side by side; the first run where the store is empty.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RepositorySummary } from '../../../preload/contract/model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { navigate, type Route, routeHref } from '../../app/router.ts';
import { familiarName } from '../../format/names.ts';
import { failureOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useAllItems } from '../../host/use-all-items.ts';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { copyText } from '../../ui/copy-button.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useNarrowerThan, widths } from '../../ui/use-narrow.ts';
import { useViewState } from '../../ui/view-state.ts';
import { FirstRun } from '../first-run/index.ts';
import { ArtifactPane } from './artifact-pane.tsx';
import { DeleteRepositoryDialog } from './delete-dialog.tsx';
import css from './library.module.css';
import { RepositoryPane, repositoryIcons, usePins } from './repository-pane.tsx';
import { exportReferences, useArtifactActs } from './use-artifact-acts.ts';

export const untaggedQuery = 'untagged';

export function LibraryPage({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('words');
  const store = useCall('store.status', {});
  const repositories = useAllItems('repository.list', {});
  const isMissing = store.error !== null && failureOf(store.error).code === 'store-not-found';
  if (isMissing || store.data?.artifactCount === 0) return <FirstRun />;
  if (store.data !== undefined) return <Browser route={route} repositories={repositories} />;
  if (store.error !== null)
    return (
      <div className={css.failed}>
        <ErrorNote error={store.error} onRetry={() => void store.refetch()} />
      </div>
    );
  return (
    <div className={css.failed}>
      <SkeletonRows rows={12} label={t('grid.loading')} />
    </div>
  );
}

function Browser({
  route,
  repositories,
}: Readonly<{ route: Route; repositories: ReturnType<typeof useAllItems<'repository.list'>> }>) {
  const isUntagged = route.query.get('show') === untaggedQuery;
  const repository = route.rest;
  const [last, setLast] = useViewState('library.last', '');
  const filterField = useRef<HTMLInputElement>(null);
  const [doomed, setDoomed] = useState<string | null>(null);
  const acts = useArtifactActs();
  const summary = useMemo(
    () => repositories.items.find((each) => each.repository === repository),
    [repositories.items, repository],
  );
  const menu = useRepositoryMenu(setDoomed);

  const first = repositories.items.find((each) => each.repository === last) ?? repositories.items[0];
  useEffect(() => {
    // Without a repository in the address, the last one is shown again; where there is none, what is left is untagged.
    if (isUntagged || repository !== '' || repositories.isPending) return;
    navigate(first === undefined ? routeHref('library', '', { show: untaggedQuery }) : routeHref('library', first.repository), {
      replace: true,
    });
  }, [isUntagged, repository, repositories.isPending, first]);
  useEffect(() => {
    if (repository !== '') setLast(repository);
  }, [repository, setLast]);
  const seen = useRef('');
  useEffect(() => {
    // A repository that was here and is gone leaves its page; one that never was says so there.
    if (summary !== undefined) seen.current = repository;
    else if (!repositories.isPending && repository !== '' && seen.current === repository)
      navigate(routeHref('library'), { replace: true });
  }, [summary, repository, repositories.isPending]);
  const isNarrow = useNarrowerThan(widths.list);
  const [isListOpen, setListOpen] = useState(false);
  const close = useCallback(() => setDoomed(null), []);

  return (
    <>
      {(!isNarrow || isListOpen) && (
        <RepositoryPane
          repositories={repositories}
          current={repository}
          filterRef={filterField}
          menu={menu}
          onClose={isNarrow ? () => setListOpen(false) : undefined}
        />
      )}
      {(repository !== '' || isUntagged) && (
        <ArtifactPane
          key={isUntagged ? '' : repository}
          repository={isUntagged ? null : repository}
          summary={isUntagged ? undefined : summary}
          acts={acts}
          menu={summary === undefined || isUntagged ? [] : menu(summary)}
          onFilterElsewhere={() => filterField.current?.focus()}
          onShowList={isNarrow ? () => setListOpen(!isListOpen) : undefined}
        />
      )}
      {doomed !== null && <DeleteRepositoryDialog repository={doomed} onClose={close} />}
    </>
  );
}

function useRepositoryMenu(onDelete: (repository: string) => void): (repository: RepositorySummary) => readonly MenuEntry[] {
  const { t } = useTranslation('library');
  const [pinned, togglePin] = usePins();
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  const { client } = useHost();
  return useCallback(
    ({ repository, familiar }) => {
      const isPinned = pinned.has(repository);
      const withAll = async (ask: (references: readonly string[]) => void): Promise<void> => {
        const list = await client.call('artifact.list', { repository });
        if (list.ok) ask(list.value.items.flatMap(exportReferences));
      };
      const exportAll = async (): Promise<void> => await withAll((references) => raiseIntent('export.open', { references }));
      const copyAll = async (): Promise<void> => await withAll((references) => raiseIntent('store.copy', { references }));
      return [
        {
          id: 'pin',
          label: isPinned ? t('unpin') : t('pin'),
          icon: isPinned ? repositoryIcons.unpin : repositoryIcons.pin,
          run: () => togglePin(repository),
        },
        {
          id: 'copy',
          label: t('copyName'),
          icon: repositoryIcons.copy,
          run: () =>
            void copyText(familiarName(repository)).then(() => showToast({ text: t('said.copied', { text: familiar }) })),
        },
        ...(canExport
          ? [{ id: 'export', label: t('exportRepository'), icon: repositoryIcons.export, run: () => void exportAll() }]
          : []),
        {
          id: 'pull',
          label: t('action.pull'),
          icon: repositoryIcons.pull,
          isDisabled: isReadOnly,
          run: () => raiseIntent('remote.pull', { reference: familiar }),
        },
        { id: 'copy-to', label: t('action.copyToStore'), icon: repositoryIcons.copyTo, run: () => void copyAll() },
        {
          id: 'lock',
          label: t('lockRepository'),
          icon: repositoryIcons.lock,
          isDisabled: isReadOnly,
          run: () => raiseIntent('lock.open', { targets: [{ repository, tag: null, digest: null }] }),
        },
        'separator',
        {
          id: 'delete',
          label: t('deleteRepository'),
          icon: repositoryIcons.delete,
          isDanger: true,
          isDisabled: isReadOnly,
          run: () => onDelete(repository),
        },
      ];
    },
    [t, pinned, togglePin, canExport, isReadOnly, client, onDelete],
  );
}
