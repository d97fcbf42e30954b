// Feature stores: the card in the sidebar: which store is open, where it lies and what room there is; it opens the menu of stores.
import { ArrowLeftRight, ChevronsUpDown, Copy, FolderOpen, Settings as Gear, Plus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { StoreInfo } from '../../../preload/contract/upkeep-model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { fileName } from '../../format/archive-format.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import css from './stores.module.css';
import { useSwitchStore } from './use-switch-store.ts';

export function StoreCard() {
  const { t } = useTranslation('stores');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const store = useCall('store.status', {}).data;
  const stores = useCall('store.list', {}).data ?? [];
  const host = useCall('host.describe', {}).data;
  const path = host?.storePath ?? store?.path ?? '';
  const volume = store?.volume ?? host?.volume;
  const name = stores.find(({ current }) => current)?.name ?? (path === '' ? t('title') : fileName(path));
  const entries = useEntries(stores, store?.readOnly === true, store !== undefined);
  return (
    <section className={css.card} aria-label={words('frame.store')}>
      <MenuButton label={t('switch')} entries={entries}>
        <AriaButton className={cx(css.head)} aria-label={t('menu', { name })}>
          <span className={cx(text.strong, text.clip, text.grow)}>{name}</span>
          {store?.readOnly === true && <Badge tone="warn">{t('readOnly')}</Badge>}
          <ChevronsUpDown size={14} strokeWidth={2} aria-hidden />
        </AriaButton>
      </MenuButton>
      <div className={cx(text.mono, text.muted, text.clip, css.path)} title={path}>
        {path}
      </div>
      {volume !== undefined && (
        <>
          <DiskBar own={store?.diskBytes ?? 0} free={volume.freeBytes} total={volume.totalBytes} />
          <div className={cx(text.muted, text.small, css.free)}>
            {words('frame.freeOf', { free: format.bytes(volume.freeBytes), total: format.bytes(volume.totalBytes) })}
          </div>
        </>
      )}
    </section>
  );
}

/** The stores one can switch to, then what can be done with them. */
function useEntries(stores: readonly StoreInfo[], isReadOnly: boolean, exists: boolean): readonly MenuEntry[] {
  const { t } = useTranslation('stores');
  const switchTo = useSwitchStore();
  return [
    ...stores.map(
      (store): MenuEntry => ({
        id: `store:${store.path}`,
        label: store.exists ? store.name : `${store.name} (${t('missing')})`,
        isChecked: store.current,
        isDisabled: !store.exists,
        run: () => {
          if (!store.current) void switchTo({ path: store.path, readOnly: store.readOnly });
        },
      }),
    ),
    ...(stores.length === 0 ? [] : (['separator'] as const)),
    { id: 'open', label: t('openOther'), icon: FolderOpen, run: () => raiseIntent('store.choose', { act: 'open' }) },
    { id: 'create', label: t('create'), icon: Plus, run: () => raiseIntent('store.choose', { act: 'create' }) },
    'separator',
    {
      id: 'copy',
      label: t('copyAll'),
      icon: Copy,
      isDisabled: !exists,
      run: () => raiseIntent('store.copy', { references: [] }),
    },
    {
      id: 'move',
      label: t('move'),
      icon: ArrowLeftRight,
      isDisabled: isReadOnly || !exists,
      run: () => raiseIntent('store.choose', { act: 'move' }),
    },
    'separator',
    { id: 'settings', label: t('settings'), icon: Gear, run: () => navigate(routeHref('settings', 'store')) },
  ];
}

function DiskBar({ own, free, total }: Readonly<{ own: number; free: number; total: number }>) {
  const { t } = useTranslation('words');
  const format = useFormat();
  const other = Math.max(0, total - free - own);
  return (
    <SizeBar
      size="small"
      totalBytes={total}
      parts={[
        { kind: 'unique', sizeBytes: own },
        { kind: 'other', sizeBytes: other },
      ]}
      label={t('frame.diskUse', { own: format.bytes(own), other: format.bytes(other), free: format.bytes(free) })}
    />
  );
}
