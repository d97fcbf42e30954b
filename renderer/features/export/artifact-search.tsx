// Feature export: finds an artifact to add, by repository, tag or digest.
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../preload/contract/model.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import css from './export.module.css';

const limit = 12;

interface ArtifactSearchProps {
  /** True while nothing is chosen: then one starts here. */
  readonly isFirst: boolean;
  readonly onAdd: (reference: string) => void;
  /** What it is for, where it is not to export. */
  readonly label?: string;
  readonly placeholder?: string;
}

export function ArtifactSearch({ isFirst, onAdd, label, placeholder }: ArtifactSearchProps) {
  const { t } = useTranslation('exporting');
  const format = useFormat();
  const [query, setQuery] = useState('');
  const typed = query.trim();
  // A name alone finds repositories; with a colon it finds what is in them.
  const wanted = /[:@]/.test(typed) ? typed : `${typed}:`;
  const found = useCall('search.find', { query: wanted, limit }, { enabled: typed !== '', keepPrevious: true });
  const hits = typed === '' ? [] : (found.data ?? []).filter(({ kind }) => kind === 'artifact');
  return (
    <ComboBox
      className={cx(css.search)}
      inputValue={query}
      onInputChange={setQuery}
      selectedKey={null}
      items={hits.map((hit) => ({ ...hit, id: referenceOf(hit) }))}
      allowsEmptyCollection={typed !== ''}
      menuTrigger="input"
      onSelectionChange={(key) => {
        if (key === null) return;
        onAdd(String(key));
        setQuery('');
      }}
    >
      <Label className={cx(text.hidden)}>{label ?? t('add')}</Label>
      <span className={css.searchField}>
        <Plus size={15} strokeWidth={1.9} aria-hidden />
        <Input
          className={cx(css.searchInput)}
          placeholder={placeholder ?? t('addPlaceholder')}
          spellCheck={false}
          autoFocus={isFirst}
        />
      </span>
      <Popover className={cx(css.hits)} offset={4}>
        <ListBox<SearchHit & { readonly id: string }>
          className={cx(css.hitList)}
          renderEmptyState={() => (typed === '' ? null : <p className={css.noHits}>{t('noHits', { query: typed })}</p>)}
        >
          {(hit) => (
            <ListBoxItem id={hit.id} className={cx(css.hit)} textValue={hit.title}>
              <span className={cx(text.clip, text.grow)}>{hit.title}</span>
              <span className={cx(text.muted, text.number)}>{format.bytes(hit.sizeBytes)}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function referenceOf({ repository, tag, digest }: SearchHit): string {
  if (repository === null) return digest ?? '';
  return tag === null ? `${repository}@${digest ?? ''}` : `${repository}:${tag}`;
}
