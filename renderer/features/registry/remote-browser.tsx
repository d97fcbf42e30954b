// Feature registry: looks through a remote registry: its repositories, and the tags of one, each of which can be chosen.
import { useState } from 'react';
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import text from '../../styles/text.module.css';
import { Button, LinkButton } from '../../ui/button.tsx';
import { CheckMark } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { FilterField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import css from './fields.module.css';
import { useRemoteNames } from './use-remote-names.ts';

interface RemoteBrowserProps {
  readonly registries: readonly { readonly registry: string; readonly name: string }[];
  /** The one to begin with; it is asked at once. */
  readonly asked: string | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (reference: string, isOn: boolean) => void;
}

export function RemoteBrowser({ registries, asked, chosen, onToggle }: RemoteBrowserProps) {
  const { t } = useTranslation('registry');
  const [registry, setRegistry] = useState(asked ?? registries[0]?.registry ?? '');
  const [shown, setShown] = useState(asked ?? null);
  const [repository, setRepository] = useState<string | null>(null);
  const choose = (next: string): void => {
    setRegistry(next);
    setShown(null);
    setRepository(null);
  };
  const name = registries.find((each) => each.registry === registry)?.name ?? registry;
  return (
    <section className={css.browser} aria-label={t('pullDialog.browse')}>
      <div className={css.browserHead}>
        <Select
          label={t('pullDialog.registry')}
          value={registry}
          onChange={choose}
          options={registries.map((each) => ({
            value: each.registry,
            label: each.name,
            ...(each.name === each.registry ? {} : { detail: each.registry }),
          }))}
        />
        {shown === null && <Button onPress={() => setShown(registry)}>{t('pullDialog.ask')}</Button>}
      </div>
      {shown !== null && (
        <div className={css.browserLists}>
          <Repositories
            key={shown}
            registry={shown}
            asking={t('pullDialog.asking', { name })}
            chosen={repository}
            onChoose={setRepository}
          />
          {repository === null ? (
            <p className={cx(text.muted, css.browserEmpty)}>{t('pullDialog.chooseRepository')}</p>
          ) : (
            <Tags
              key={repository}
              repository={`${shown}/${repository}`}
              asking={t('pullDialog.asking', { name })}
              chosen={chosen}
              onToggle={onToggle}
            />
          )}
        </div>
      )}
    </section>
  );
}

interface RepositoriesProps {
  readonly registry: string;
  readonly asking: string;
  readonly chosen: string | null;
  readonly onChoose: (repository: string) => void;
}

function Repositories({ registry, asking, chosen, onChoose }: RepositoriesProps) {
  const { t } = useTranslation('registry');
  const [filter, setFilter] = useState('');
  const { items, hasMore, isPending, error, more, retry } = useRemoteNames('repositories', registry);
  const wanted = filter.trim().toLowerCase();
  const found = items.filter((each) => each.toLowerCase().includes(wanted));
  if (error !== null && items.length === 0)
    return (
      <div className={css.browserWhole}>
        <ErrorNote error={error} onRetry={retry} />
      </div>
    );
  return (
    <div className={css.browserList}>
      <FilterField label={t('pullDialog.filter')} value={filter} onChange={setFilter} />
      <div className={css.browserScroll}>
        <ListBox
          aria-label={t('pullDialog.repositories')}
          className={cx(css.names)}
          selectionMode="single"
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const [key] = keysOf(keys);
            if (key !== undefined) onChoose(key);
          }}
          items={found.map((id) => ({ id }))}
          renderEmptyState={() => (
            <p className={css.browserEmpty}>
              {isPending ? asking : t(items.length === 0 ? 'pullDialog.noRepositories' : 'pullDialog.noMatch')}
            </p>
          )}
        >
          {({ id }) => (
            <ListBoxItem id={id} className={cx(css.nameRow)} textValue={id}>
              <span className={text.clip} title={id}>
                {id}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
        {hasMore && <LinkButton onPress={more}>{t('pullDialog.more')}</LinkButton>}
      </div>
    </div>
  );
}

interface TagsProps {
  /** With its registry. */
  readonly repository: string;
  readonly asking: string;
  /** References that are chosen. */
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (reference: string, isOn: boolean) => void;
}

function Tags({ repository, asking, chosen, onToggle }: TagsProps) {
  const { t } = useTranslation('registry');
  const { items, hasMore, isPending, error, more, retry } = useRemoteNames('tags', repository);
  const selected = items.filter((tag) => chosen.has(`${repository}:${tag}`));
  if (error !== null && items.length === 0)
    return (
      <div className={css.browserList}>
        <ErrorNote error={error} onRetry={retry} />
      </div>
    );
  return (
    <div className={css.browserList}>
      <div className={css.browserScroll}>
        <ListBox
          aria-label={t('pullDialog.tagsOf', { repository })}
          className={cx(css.names)}
          selectionMode="multiple"
          selectedKeys={selected}
          onSelectionChange={(keys) => {
            const now = new Set(keys === 'all' ? items : keysOf(keys));
            for (const tag of items) if (now.has(tag) !== selected.includes(tag)) onToggle(`${repository}:${tag}`, now.has(tag));
          }}
          items={items.map((id) => ({ id }))}
          renderEmptyState={() => <p className={css.browserEmpty}>{isPending ? asking : t('pullDialog.noTags')}</p>}
        >
          {({ id }) => (
            <ListBoxItem id={id} className={cx(css.nameRow)} textValue={id}>
              {({ isSelected }) => (
                <>
                  <CheckMark isOn={isSelected} />
                  <span className={text.clip} title={id}>
                    {id}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
        {hasMore && <LinkButton onPress={more}>{t('pullDialog.more')}</LinkButton>}
      </div>
    </div>
  );
}

function keysOf(keys: Selection): readonly string[] {
  return keys === 'all' ? [] : [...keys].map(String);
}
