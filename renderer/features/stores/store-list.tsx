// Feature stores: the stores this user has opened, as Settings lists them: each can be opened, or taken from the list.
import { Archive, FolderOpen, ListX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StoreInfo } from '../../../preload/contract/upkeep-model.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { ErrorNote } from '../../ui/note.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './stores.module.css';
import { useSwitchStore } from './use-switch-store.ts';

export function StoreList() {
  const { t } = useTranslation('stores');
  const stores = useCall('store.list', {});
  const forget = useAct('store.forget');
  const switchTo = useSwitchStore();
  const drop = async ({ path, name }: StoreInfo): Promise<void> => {
    await forget.mutateAsync({ path });
    await stores.refetch();
    showToast({ text: t('forgotten', { name }) });
  };
  return (
    <>
      {stores.error !== null && <ErrorNote error={stores.error} onRetry={() => void stores.refetch()} />}
      {forget.error !== null && <ErrorNote error={forget.error} />}
      <ul className={css.stores}>
        {(stores.data ?? []).map((store) => (
          <li key={store.path} className={css.store}>
            <Archive size={16} strokeWidth={1.9} aria-hidden />
            <div className={text.grow}>
              <span className={text.row}>
                <span className={cx(text.strong, text.clip)}>{store.name}</span>
                {store.current && <Badge tone="ok">{t('list.current')}</Badge>}
                {store.readOnly && <Badge tone="warn">{t('readOnly')}</Badge>}
                {!store.exists && <Badge>{t('missing')}</Badge>}
              </span>
              <div className={cx(text.mono, text.muted, text.clip, text.selectable)} title={store.path}>
                {store.path}
              </div>
            </div>
            {!store.current && (
              <>
                <Button
                  size="small"
                  icon={FolderOpen}
                  isDisabled={!store.exists}
                  onPress={() => void switchTo({ path: store.path, readOnly: store.readOnly })}
                >
                  {t('list.open')}
                </Button>
                <IconButton
                  size="small"
                  icon={ListX}
                  label={t('list.forget')}
                  onPress={() => void drop(store).catch(() => undefined)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
