// Room renderer/app: the sidebar: where one can go, with the live state of each place, and what features put below.
import { useTranslation } from 'react-i18next';
import { cx } from '../ui/cx.ts';
import { Pane } from '../ui/panes.tsx';
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
      {features.map(({ Card }, index) => Card !== undefined && <Card key={index} />)}
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
