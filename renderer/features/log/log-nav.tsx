// Feature log: its line below Transfers, and its trail.
import { useTranslation } from 'react-i18next';
import { NavLink } from '../../app/nav-link.tsx';
import { type Route, routeHref } from '../../app/router.ts';
import { Crumb, Trail } from '../../app/trail.tsx';

export function LogLine({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('log');
  return (
    <NavLink href={routeHref('log')} isSub isCurrent={route.area === 'log'}>
      {t('title')}
    </NavLink>
  );
}

export function LogCrumbs() {
  const { t } = useTranslation('log');
  const { t: transfers } = useTranslation('transfers');
  return (
    <Trail>
      <Crumb href={routeHref('transfers')}>{transfers('title')}</Crumb>
      <Crumb>{t('title')}</Crumb>
    </Trail>
  );
}
