// Feature library: its lines in the sidebar and its trail in the title bar.
import { useTranslation } from 'react-i18next';
import { NavFigure, NavLink } from '../../app/nav-link.tsx';
import { type Route, routeHref } from '../../app/router.ts';
import { Crumb, Trail } from '../../app/trail.tsx';
import { splitName } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import { useStoreFigure } from '../../host/use-store-figure.ts';
import { LocksLine } from '../locks/index.ts';
import { untaggedQuery } from './library-page.tsx';

const href = routeHref('library');
const untaggedHref = routeHref('library', '', { show: untaggedQuery });

export function isUntaggedRoute({ query }: Route): boolean {
  return query.get('show') === untaggedQuery;
}

export function LibraryLabel() {
  const { t } = useTranslation('library');
  return t('title');
}

export function LibraryFigure() {
  const format = useFormat();
  const count = useStoreFigure((store) => store.repositoryCount);
  return count === null ? null : format.count(count);
}

/** What is special among them, below its own line. */
export function LibraryLines({ route }: Readonly<{ route: Route }>) {
  return (
    <>
      <UntaggedLine route={route} />
      <LocksLine route={route} />
    </>
  );
}

function UntaggedLine({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const count = useCall('store.status', {}).data?.untaggedCount ?? 0;
  if (count === 0 && !isUntaggedRoute(route)) return null;
  return (
    <NavLink href={untaggedHref} isSub isCurrent={route.area === 'library' && isUntaggedRoute(route)}>
      {t('untagged')}
      <NavFigure>{format.count(count)}</NavFigure>
    </NavLink>
  );
}

export function LibraryCrumbs({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('library');
  if (isUntaggedRoute(route))
    return (
      <Trail>
        <Crumb href={href}>{t('title')}</Crumb>
        <Crumb>{t('untagged')}</Crumb>
      </Trail>
    );
  if (route.rest === '')
    return (
      <Trail>
        <Crumb>{t('title')}</Crumb>
      </Trail>
    );
  const { namespace, leaf } = splitName(route.rest);
  return (
    <Trail>
      <Crumb href={href}>{t('title')}</Crumb>
      {namespace !== '' && <span>{namespace}</span>}
      <Crumb>{leaf}</Crumb>
    </Trail>
  );
}
