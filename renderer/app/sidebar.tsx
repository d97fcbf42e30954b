// Room renderer/app: the sidebar: where one can go, with the live state of each place, and the store below.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { useCall } from '../host/use-call.ts';
import text from '../styles/text.module.css';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { Pane } from '../ui/panes.tsx';
import { SizeBar } from '../ui/size-bar.tsx';
import type { NavEntry } from './feature.ts';
import css from './frame.module.css';
import { NavLink } from './nav-link.tsx';
import type { Route } from './router.ts';
import { features } from './routes.tsx';

export function Sidebar({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('words');
  const entries = features.flatMap(({ nav, area }) =>
    nav === undefined ? [] : [{ nav, isHere: route.area === area || nav.areas?.includes(route.area) === true }],
  );
  return (
    <Pane as="nav" label={t('frame.main')} className={cx(css.side)}>
      {entries.map(({ nav, isHere }) => nav.place === 'top' && <Entry key={nav.href} nav={nav} isHere={isHere} route={route} />)}
      <StoreCard />
      {entries.map(
        ({ nav, isHere }) => nav.place === 'bottom' && <Entry key={nav.href} nav={nav} isHere={isHere} route={route} />,
      )}
    </Pane>
  );
}

function Entry({ nav, isHere, route }: Readonly<{ nav: NavEntry; isHere: boolean; route: Route }>) {
  const { icon: Icon, Label, End, Sub, isCurrent } = nav;
  return (
    <>
      <NavLink href={nav.href} isCurrent={isHere && (isCurrent?.(route) ?? true)}>
        <Icon size={16} strokeWidth={1.9} aria-hidden />
        <Label />
        {End !== undefined && (
          <span className={css.navEnd}>
            <End />
          </span>
        )}
      </NavLink>
      {Sub !== undefined && <Sub route={route} />}
    </>
  );
}

function StoreCard() {
  const { t } = useTranslation('words');
  const format = useFormat();
  const store = useCall('store.status', {}).data;
  const path = useCall('host.describe', {}).data?.storePath ?? store?.path ?? '';
  return (
    <section className={css.store} aria-label={t('frame.store')}>
      <div className={cx(text.row)}>
        <span className={cx(text.strong, text.clip, text.grow)}>{t('frame.store')}</span>
        {store?.readOnly === true && <Badge tone="warn">{t('frame.readOnly')}</Badge>}
      </div>
      <div className={cx(text.mono, text.muted, text.clip, css.storePath)} title={path}>
        {path}
      </div>
      {store !== undefined && <DiskBar own={store.diskBytes} free={store.volume.freeBytes} total={store.volume.totalBytes} />}
      {store !== undefined && (
        <div className={cx(text.muted, text.small, css.storeFree)}>
          {t('frame.freeOf', { free: format.bytes(store.volume.freeBytes), total: format.bytes(store.volume.totalBytes) })}
        </div>
      )}
    </section>
  );
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
