// Feature storage: names one repository, with those that match while one types.
import { useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { familiarName } from '../../format/names.ts';
import { useCall } from '../../host/use-call.ts';
import { cx } from '../../ui/cx.ts';
import field from '../../ui/field.module.css';
import list from '../../ui/select.module.css';

const limit = 12;

interface RepositorySearchProps {
  /** Full name; empty while none is chosen. */
  readonly repository: string;
  readonly onChoose: (repository: string) => void;
}

export function RepositorySearch({ repository, onChoose }: RepositorySearchProps) {
  const { t } = useTranslation('storage');
  const [query, setQuery] = useState(familiarName(repository));
  const filter = query.trim();
  const found = useCall('repository.list', { limit, ...(filter === '' ? {} : { filter }) }, { keepPrevious: true });
  const hits = (found.data?.items ?? []).map((hit) => ({ id: hit.repository, name: hit.familiar }));
  return (
    <ComboBox
      className={cx(field.labelled)}
      inputValue={query}
      onInputChange={(typed) => {
        setQuery(typed);
        onChoose(hits.find(({ id, name }) => id === typed || name === typed)?.id ?? '');
      }}
      items={hits}
      allowsEmptyCollection
      allowsCustomValue
      menuTrigger="focus"
      onSelectionChange={(key) => {
        if (key === null) return;
        onChoose(String(key));
        setQuery(familiarName(String(key)));
      }}
    >
      <Label className={cx(field.label)}>{t('verify.repository')}</Label>
      <Input className={cx(field.input)} spellCheck={false} />
      <Popover className={cx(list.popover)} offset={4}>
        <ListBox<{ readonly id: string; readonly name: string }>
          className={cx(list.list)}
          renderEmptyState={() => <p className={cx(list.option, list.detail)}>{t('verify.noRepository', { query: filter })}</p>}
        >
          {({ name }) => (
            <ListBoxItem className={cx(list.option)} textValue={name}>
              {name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
