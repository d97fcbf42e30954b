// Feature library: the head of the artifact list: which repository, what to do with it, and what of it is shown how.
import { ArrowUpFromLine, CloudUpload, Ellipsis, PanelLeft, PanelRight } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { RepositorySummary } from '../../../preload/contract/model.ts';
import { useHasIntent } from '../../app/intents.ts';
import { familiarName, splitName } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { FilterField } from '../../ui/field.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import type { Show } from './artifact-rows.ts';
import css from './library.module.css';

export type View = 'artifact' | 'tag';

interface ArtifactHeadProps {
  readonly repository: string | null;
  readonly menu: readonly MenuEntry[];
  readonly onExport: () => void;
  readonly onPush: () => void;
  /** Set where the list of repositories does not fit beside this one. */
  readonly onShowList: (() => void) | undefined;
}

export function ArtifactHead({ repository, menu, onExport, onPush, onShowList }: ArtifactHeadProps) {
  const { t } = useTranslation('library');
  const canExport = useHasIntent('export.open');
  const canPush = useHasIntent('remote.push');
  return (
    <header className={css.head}>
      {onShowList !== undefined && <IconButton icon={PanelLeft} label={t('repositories')} onPress={onShowList} />}
      <div className={css.name}>
        {repository === null ? (
          <h1 className={cx(text.title, text.clip)}>{t('untagged')}</h1>
        ) : (
          <FullName repository={repository} />
        )}
      </div>
      {canPush && repository !== null && (
        <Button icon={CloudUpload} onPress={onPush}>
          {t('action.push')}
        </Button>
      )}
      {canExport && repository !== null && (
        <Button icon={ArrowUpFromLine} onPress={onExport}>
          {t('action.export')}
        </Button>
      )}
      {menu.length > 0 && (
        <MenuButton label={t('action.more')} entries={menu}>
          <IconButton icon={Ellipsis} label={t('action.more')} />
        </MenuButton>
      )}
    </header>
  );
}

function FullName({ repository }: Readonly<{ repository: string }>) {
  const { namespace, leaf } = splitName(repository);
  return (
    <h1 className={cx(text.title, text.clip)} title={familiarName(repository)}>
      {namespace !== '' && <span>{namespace}/</span>}
      {leaf}
    </h1>
  );
}

interface FilterBarProps {
  readonly summary: RepositorySummary | undefined;
  readonly show: Show;
  readonly onShow: (show: Show) => void;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly filterRef: RefObject<HTMLInputElement | null>;
  readonly isInspecting: boolean;
  readonly onInspect: () => void;
  /** The list over all repositories is untagged only, and by artifact only. */
  readonly isWholeStore: boolean;
}

export function FilterBar(props: FilterBarProps) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const { summary, view, isWholeStore } = props;
  const count = (value: number | undefined): { readonly count?: string } =>
    value === undefined ? {} : { count: format.count(value) };
  const untagged = summary?.untaggedCount;
  const tagged = summary === undefined ? undefined : summary.artifactCount - summary.untaggedCount;
  return (
    <div className={css.bar}>
      {!isWholeStore && view === 'artifact' && (
        <Segments<Show>
          label={t('showLabel')}
          value={props.show}
          onChange={props.onShow}
          options={[
            { value: 'all', label: t('show.all'), ...count(summary?.artifactCount) },
            { value: 'tagged', label: t('show.tagged'), ...count(tagged) },
            { value: 'untagged', label: t('show.untagged'), ...count(untagged) },
          ]}
        />
      )}
      <div className={css.barFilter}>
        <FilterField label={t('filterArtifacts')} value={props.filter} onChange={props.onFilter} inputRef={props.filterRef} />
      </div>
      <div className={css.barEnd}>
        {!isWholeStore && (
          <Segments<View>
            label={t('viewLabel')}
            value={view}
            onChange={props.onView}
            options={[
              { value: 'artifact', label: t('view.artifact') },
              { value: 'tag', label: t('view.tag') },
            ]}
          />
        )}
        <IconButton icon={PanelRight} label={t('inspector')} keys="Space" isOn={props.isInspecting} onPress={props.onInspect} />
      </div>
    </div>
  );
}
