// Feature artifact: the platforms of an index, those that are not stored here included. Overview and Manifest show the same table.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { artifactHref } from '../../../app/router.ts';
import { Bytes } from '../../../ui/figures.tsx';
import css from '../artifact.module.css';
import { type ArtifactPlace, placeHref } from '../artifact-place.ts';
import { DigestText } from '../facts.tsx';

export function PlatformTable({ artifact, place }: Readonly<{ artifact: ArtifactDetail; place: ArtifactPlace }>) {
  const { t } = useTranslation('artifact');
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('platform.name')}</th>
          <th scope="col">{t('platform.digest')}</th>
          <th scope="col">{t('platform.state')}</th>
          <th scope="col" className={css.end}>
            {t('platform.size')}
          </th>
        </tr>
      </thead>
      <tbody>
        {artifact.platforms.map(({ platform, digest, present, sizeBytes }) => (
          <tr key={digest}>
            <th scope="row">{present ? <a href={placeHref(place, { platform, tab: 'layers' })}>{platform}</a> : platform}</th>
            <td>
              <DigestText digest={digest} {...(present ? { href: artifactHref(artifact.repository, digest) } : {})} />
            </td>
            <td>{present ? t('platform.stored') : <span className={css.absent}>{t('notStored')}</span>}</td>
            <td className={css.end}>{present ? <Bytes sizeBytes={sizeBytes} /> : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
