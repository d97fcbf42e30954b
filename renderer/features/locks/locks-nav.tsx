// Feature locks: the line below Library, while anything is locked, and the trail of the list.
import { useTranslation } from 'react-i18next';
import { NavFigure, NavLink } from '../../app/nav-link.tsx';
import { type Route, routeHref } from '../../app/router.ts';
import { Crumb, Trail } from '../../app/trail.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';

export function LocksLine({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('locks');
  const format = useFormat();
  const count = useCall('lock.list', {}).data?.length ?? 0;
  const isHere = route.area === 'locks';
  if (count === 0 && !isHere) return null;
  return (
    <NavLink href={routeHref('locks')} isSub isCurrent={isHere}>
      {t('title')}
      <NavFigure>{format.count(count)}</NavFigure>
    </NavLink>
  );
}

export function LocksCrumbs() {
  const { t } = useTranslation('locks');
  const { t: library } = useTranslation('library');
  return (
    <Trail>
      <Crumb href={routeHref('library')}>{library('title')}</Crumb>
      <Crumb>{t('title')}</Crumb>
    </Trail>
  );
}
