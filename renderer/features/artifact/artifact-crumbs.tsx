// Feature artifact: its trail in the title bar: Library, the repository, the artifact by its first tag.
import { useTranslation } from 'react-i18next';
import { type Route, routeHref } from '../../app/router.ts';
import { Crumb, Trail } from '../../app/trail.tsx';
import { familiarName, shortDigest } from '../../format/names.ts';
import { type ArtifactPlace, placeOf, useArtifact } from './artifact-place.ts';

export function ArtifactCrumbs({ route }: Readonly<{ route: Route }>) {
  const place = placeOf(route);
  return place === null ? null : <Steps place={place} />;
}

function Steps({ place }: Readonly<{ place: ArtifactPlace }>) {
  const { t } = useTranslation('artifact');
  const { artifact } = useArtifact(place);
  const repository = artifact?.repository ?? place.repository;
  return (
    <Trail>
      <Crumb href={routeHref('library')}>{t('library')}</Crumb>
      {repository !== null && <Crumb href={routeHref('library', repository)}>{familiarName(repository)}</Crumb>}
      <Crumb>{artifact?.tags[0] ?? shortDigest(place.digest)}</Crumb>
    </Trail>
  );
}
