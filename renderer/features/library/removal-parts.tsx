// Feature library: the parts of the question before a deletion: what goes, what goes along, what would lose something, what is in the way.
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactName, LockInfo, RemovalPlan } from '../../../preload/contract/upkeep-model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { digestAddress, familiarName, shortDigest, tagAddress } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Note } from '../../ui/note.tsx';
import { lockName } from '../locks/index.ts';
import css from './dialogs.module.css';

const shownTags = 12;
const shownLines = 6;

/** Every tag that goes; with its repository where there are several. */
export function GoingTags({ artifacts }: Readonly<{ artifacts: readonly ArtifactName[] }>) {
  const { t } = useTranslation('library');
  const isOne = new Set(artifacts.map(({ repository }) => repository)).size < 2;
  const tags = artifacts.flatMap(({ repository, tags: held }) =>
    orderedTags(held).map((tag) => (isOne || repository === null ? tag : tagAddress(repository, tag))),
  );
  if (tags.length === 0) return <p>{t('delete.tagsNone', { count: artifacts.length })}</p>;
  return (
    <div>
      <p>{t('delete.tags', { count: tags.length })}</p>
      <div className={css.chips}>
        {tags.slice(0, shownTags).map((tag) => (
          <TagChip key={tag} tag={tag} />
        ))}
        {tags.length > shownTags && (
          <span className={text.muted} title={tags.slice(shownTags, 100).join('\n')}>
            {t('delete.moreTags', { count: tags.length - shownTags })}
          </span>
        )}
      </div>
    </div>
  );
}

export function GoingReferrers({ referrers }: Pick<RemovalPlan, 'referrers'>) {
  const { t } = useTranslation('library');
  if (referrers.length === 0) return null;
  return (
    <div>
      <p>{t('delete.referrers', { count: referrers.length })}</p>
      <p className={cx(text.mono, text.muted, css.digests)}>
        {referrers.slice(0, shownLines).map(({ digest }) => (
          <span key={digest} title={digest}>
            {shortDigest(digest)}
          </span>
        ))}
        {referrers.length > shownLines && <span>{t('delete.moreTags', { count: referrers.length - shownLines })}</span>}
      </p>
    </div>
  );
}

interface LosingIndexesProps extends Pick<RemovalPlan, 'breaks'> {
  readonly isForced: boolean;
  readonly onForce: (isForced: boolean) => void;
}

/** Indexes that contain what goes: it is refused unless one insists. */
export function LosingIndexes({ breaks, isForced, onForce }: LosingIndexesProps) {
  const { t } = useTranslation('library');
  if (breaks.length === 0) return null;
  return (
    <Note tone="warn">
      <p>{t('delete.breaks', { count: breaks.length })}</p>
      <ul className={css.lines}>
        {breaks.slice(0, shownLines).map(({ index, child, platform }) => (
          <li key={`${index.repository ?? ''}${index.digest}${child}`}>
            {t('delete.loses', { index: indexName(index), platform: platform ?? shortDigest(child) })}
          </li>
        ))}
        {breaks.length > shownLines && <li>{t('delete.moreTags', { count: breaks.length - shownLines })}</li>}
      </ul>
      <Checkbox isOn={isForced} onChange={onForce}>
        {t('delete.force', { count: breaks.length })}
      </Checkbox>
    </Note>
  );
}

/** Locks do not yield to insisting: they are lifted, one knows where. */
export function LocksInTheWay({ locks }: Readonly<{ locks: readonly LockInfo[] }>) {
  const { t } = useTranslation('library');
  if (locks.length === 0) return null;
  return (
    <Note tone="danger">
      <p>{t('delete.locked', { count: locks.length })}</p>
      <ul className={css.lines}>
        {locks.slice(0, shownLines).map((lock) => (
          <li key={lock.reference} className={text.row}>
            <Lock size={13} strokeWidth={2.1} aria-hidden />
            <span className={cx(text.clip)} title={lock.reference}>
              {lockName(lock)}
            </span>
            <LinkButton
              onPress={() =>
                raiseIntent('lock.open', { targets: [{ repository: lock.repository, tag: lock.tag, digest: lock.digest }] })
              }
            >
              {t('delete.unlock')}
            </LinkButton>
          </li>
        ))}
        {locks.length > shownLines && <li>{t('delete.moreTags', { count: locks.length - shownLines })}</li>}
      </ul>
    </Note>
  );
}

function indexName({ repository, digest, tags }: ArtifactName): string {
  const [tag] = orderedTags(tags);
  if (repository === null) return shortDigest(digest);
  return tag === undefined ? digestAddress(familiarName(repository), shortDigest(digest)) : tagAddress(repository, tag);
}
