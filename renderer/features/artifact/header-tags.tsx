// Feature artifact: the tags beside the name. Each one opens what can be done with it; an artifact without tags says which it had.
import { Copy, Lock, TagX } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { tagAddress } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { MenuButton } from '../../ui/menu.tsx';
import css from './artifact.module.css';

const shownTags = 6;

export function HeaderTags({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const [showsAll, setShowsAll] = useState(false);
  const isReadOnly = useIsReadOnly();
  const { tags, repository } = artifact;
  if (tags.length === 0 || repository === null) return <FormerTags artifact={artifact} />;
  const shown = showsAll ? tags : tags.slice(0, shownTags);
  return (
    <span className={cx(css.tags, showsAll && css.tagsAll)}>
      {shown.map((tag) => (
        <MenuButton
          key={tag}
          label={tag}
          entries={[
            {
              id: 'copy',
              label: t('act.copyAddress', { address: tagAddress(repository, tag) }),
              icon: Copy,
              run: () => void copyText(tagAddress(repository, tag)),
            },
            {
              id: 'lock',
              label: t('act.lockTag', { tag }),
              icon: Lock,
              isDisabled: isReadOnly,
              run: () => raiseIntent('lock.open', { targets: [{ repository, tag, digest: null }] }),
            },
            {
              id: 'remove',
              label: t('act.removeThisTag', { tag }),
              icon: TagX,
              isDisabled: isReadOnly,
              run: () => raiseIntent('tag.remove', { artifact, tag }),
            },
          ]}
        >
          <AriaButton className={cx(css.tag)} aria-label={t('tagActions', { tag })}>
            <TagChip tag={tag} />
          </AriaButton>
        </MenuButton>
      ))}
      {tags.length > shown.length && (
        <LinkButton onPress={() => setShowsAll(true)}>{t('moreTags', { count: tags.length - shown.length })}</LinkButton>
      )}
    </span>
  );
}

function FormerTags({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  const [last] = artifact.formerTags;
  return (
    <span className={cx(text.muted, css.untagged)}>
      {last === undefined ? (
        t('untagged')
      ) : (
        <>
          {t('was')} <TagChip tag={last.tag} isFormer /> {t('until', { date: format.date(last.until) })}
        </>
      )}
    </span>
  );
}
