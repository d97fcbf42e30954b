// Feature artifact: where the artifact came from, which indexes contain it, and what it needs that is not stored.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { artifactHref } from '../../../app/router.ts';
import text from '../../../styles/text.module.css';
import { TagChip } from '../../../ui/badge.tsx';
import { cx } from '../../../ui/cx.ts';
import { Time } from '../../../ui/figures.tsx';
import css from '../artifact.module.css';
import { DigestText, Fact, Facts } from '../facts.tsx';
import overview from './overview.module.css';
import { Section } from './section.tsx';

const shownAbsent = 8;

export function Origin({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const { source, addedAt, untaggedAt, formerTags, artifactType, mediaType, subject, image, kind } = artifact;
  const author = image?.author ?? null;
  return (
    <Section title={t('overview.origin')}>
      <Facts>
        <Fact label={t('origin.type')}>
          {t(`kind.${kind}`)}
          <div className={cx(text.muted, text.mono, text.selectable)}>{artifactType ?? mediaType}</div>
        </Fact>
        {source !== null && (
          <Fact label={t('origin.source')}>
            <span className={text.selectable}>{source}</span>
          </Fact>
        )}
        {addedAt !== '' && (
          <Fact label={t('origin.added')}>
            <Time iso={addedAt} isLong />
          </Fact>
        )}
        {author !== null && author !== '' && <Fact label={t('origin.author')}>{author}</Fact>}
        {untaggedAt !== null && (
          <Fact label={t('origin.untagged')}>
            <Time iso={untaggedAt} isLong />
          </Fact>
        )}
        {formerTags.length > 0 && (
          <Fact label={t('origin.formerTags')}>
            <span className={css.chips}>
              {formerTags.map(({ tag }) => (
                <TagChip key={tag} tag={tag} isFormer />
              ))}
            </span>
          </Fact>
        )}
        {subject !== null && (
          <Fact label={t('origin.subject')}>
            <DigestText digest={subject} href={artifactHref(artifact.repository, subject)} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}

export function Containers({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  if (artifact.containedIn.length === 0) return null;
  return (
    <Section title={t('overview.containedIn')}>
      <ul>
        {artifact.containedIn.map((digest) => (
          <li key={digest}>
            <DigestText digest={digest} href={artifactHref(null, digest)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Absent({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const { absent } = artifact;
  if (absent.length === 0) return null;
  return (
    <Section title={t('overview.absent')} detail={t('overview.absentCount', { count: absent.length })}>
      <ul className={overview.absent}>
        {absent.slice(0, shownAbsent).map(({ digest, reason }) => (
          <li key={digest}>
            <DigestText digest={digest} />
            <span className={cx(text.muted, text.small)}>{t(`absence.${reason}`)}</span>
          </li>
        ))}
      </ul>
      {absent.length > shownAbsent && (
        <p className={cx(text.muted, text.small)}>{t('overview.absentMore', { count: absent.length - shownAbsent })}</p>
      )}
    </Section>
  );
}
