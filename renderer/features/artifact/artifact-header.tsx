// Feature artifact: the head of the page: full name, tags, platform, digest, the two sizes, and what can be done with it.
import {
  ArrowUpFromLine,
  Box,
  CircleQuestionMark,
  CloudUpload,
  Copy,
  Cpu,
  Ellipsis,
  FileBadge,
  FolderOutput,
  Lock,
  Plus,
  RotateCcw,
  Tag,
  TagX,
  Trash2,
  TriangleAlert,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { digestAddress, shortDigest, tagAddress } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton, copyText } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes, Time } from '../../ui/figures.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { Pane } from '../../ui/panes.tsx';
import { Select } from '../../ui/select.tsx';
import { Swatch } from '../../ui/size-bar.tsx';
import { LockBadge } from '../locks/index.ts';
import css from './artifact.module.css';
import { type ArtifactPlace, placeHref } from './artifact-place.ts';
import { HeaderTags } from './header-tags.tsx';
import { addTag, deleteArtifact, exportReferences, lockArtifact } from './use-artifact-commands.ts';

interface ArtifactHeaderProps {
  readonly artifact: ArtifactDetail;
  readonly place: ArtifactPlace;
}

export function ArtifactHeader({ artifact, place }: ArtifactHeaderProps) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  const format = useFormat();
  const created = artifact.image?.createdAt ?? artifact.createdAt;
  return (
    <Pane label={t('title')} className={cx(css.header)}>
      <div className={css.headRow}>
        <Name artifact={artifact} />
        <HeaderTags artifact={artifact} />
        <IconButton
          size="small"
          icon={Plus}
          label={t('act.addTag')}
          keys="t"
          isDisabled={isReadOnly}
          onPress={() => addTag(artifact)}
        />
        <span className={text.grow} />
        <Button icon={CloudUpload} onPress={() => raiseIntent('remote.push', { references: exportReferences(artifact) })}>
          {t('act.push')}
        </Button>
        {canExport && (
          <Button icon={ArrowUpFromLine} onPress={() => raiseIntent('export.open', { references: exportReferences(artifact) })}>
            {t('act.export')}
          </Button>
        )}
        <MenuButton label={words('actions.more')} entries={moreEntries(artifact, isReadOnly, t)}>
          <IconButton icon={Ellipsis} label={words('actions.more')} />
        </MenuButton>
      </div>
      <div className={css.meta}>
        <PlatformPicker artifact={artifact} place={place} />
        <span className={css.digest} title={artifact.digest}>
          <span className={text.mono}>{`${artifact.digest.split(':')[0]}:${shortDigest(artifact.digest, 16)}…`}</span>
          <CopyButton text={artifact.digest} label={t('act.copyDigest')} />
        </span>
        <span>
          <Bytes sizeBytes={artifact.sizeBytes} /> {t('head.stored')}
        </span>
        <span className={css.metaUnique}>
          <Swatch kind="unique" />
          <Bytes sizeBytes={artifact.uniqueBytes} /> {t('head.unique')}
        </span>
        {created !== null && (
          <span>
            {t('head.created')} <Time iso={created} isLong />
          </span>
        )}
        {artifact.referrers.signature > 0 && (
          <span>
            <FileBadge size={15} strokeWidth={1.9} aria-hidden />
            {t('head.signed')}
          </span>
        )}
        {artifact.damagedCount > 0 && (
          <a href={routeHref('storage')} title={t('head.damagedText')}>
            <Badge tone="danger" icon={TriangleAlert}>
              {t('head.damaged', { count: artifact.damagedCount })}
            </Badge>
          </a>
        )}
        {artifact.absentCount > artifact.damagedCount && (
          <Badge tone="warn">{t('head.absent', { count: artifact.absentCount - artifact.damagedCount })}</Badge>
        )}
        {artifact.restoredAt !== null && (
          <span title={t('head.restoredText', { date: format.dateTime(artifact.restoredAt) })}>
            <Badge tone="warn" icon={RotateCcw}>
              {t('head.restored')}
            </Badge>
          </span>
        )}
        {artifact.locked !== null && <LockBadge switches={artifact.locked} />}
      </div>
    </Pane>
  );
}

function Name({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { repository, digest, kind } = artifact;
  const { t } = useTranslation('artifact');
  if (repository === null)
    return (
      <h1 className={cx(text.title, text.clip, css.name)}>
        <span className={css.namespace}>{t(`kind.${kind}`)} </span>
        {shortDigest(digest)}
      </h1>
    );
  const at = repository.lastIndexOf('/') + 1;
  return (
    <h1 className={cx(text.title, text.selectable, css.name)} title={repository}>
      <span className={cx(text.clip, css.namespace)}>{repository.slice(0, at)}</span>
      <span className={css.leaf}>{repository.slice(at)}</span>
    </h1>
  );
}

/** Which of an index's images the tabs speak of. Platforms of which nothing is stored can still be looked at: the tabs say so. */
function PlatformPicker({ artifact, place }: Readonly<{ artifact: ArtifactDetail; place: ArtifactPlace }>) {
  const { t } = useTranslation('artifact');
  const { image, kind } = artifact;
  const platforms = [...new Map(artifact.platforms.map((each) => [each.platform, each])).values()];
  const current = place.platform ?? image?.platform ?? platforms[0]?.platform;
  if (current === undefined) return <span>{t(`kind.${kind}`)}</span>;
  if (kind !== 'index')
    return (
      <span>
        <Cpu size={14} strokeWidth={1.9} aria-hidden />
        {current}
      </span>
    );
  return (
    <span>
      <Select
        label={t('head.platform')}
        isLabelHidden
        value={current}
        onChange={(platform) => navigate(placeHref(place, { platform }), { replace: true })}
        options={platforms.map(({ platform, present }) => ({
          value: platform,
          label: platform,
          ...(present ? {} : { detail: t('notStored') }),
        }))}
      />
      {t('head.platformOf', { count: platforms.length })}
    </span>
  );
}

function moreEntries(
  artifact: ArtifactDetail,
  isReadOnly: boolean,
  t: ReturnType<typeof useTranslation<'artifact'>>['t'],
): readonly MenuEntry[] {
  const { repository, digest, tags } = artifact;
  const [tag] = tags;
  const entries: MenuEntry[] = [];
  if (repository !== null && tag !== undefined)
    entries.push({
      id: 'copyTag',
      label: t('act.copyTag'),
      icon: Copy,
      keys: 'c',
      run: () => void copyText(tagAddress(repository, tag)),
    });
  entries.push(
    {
      id: 'copyDigestAddress',
      label: t('act.copyDigestAddress'),
      icon: Copy,
      keys: 'shift+c',
      run: () => void copyText(digestAddress(repository, digest)),
    },
    { id: 'copyDigest', label: t('act.copyDigest'), icon: Copy, keys: 'y', run: () => void copyText(digest) },
    'separator',
    { id: 'addTag', label: t('act.addTag'), icon: Tag, keys: 't', isDisabled: isReadOnly, run: () => addTag(artifact) },
  );
  if (tags.length > 0)
    entries.push({
      id: 'removeTag',
      label: t('act.removeTag'),
      icon: TagX,
      keys: 'shift+t',
      isDisabled: isReadOnly,
      run: () => raiseIntent('tag.remove', { artifact }),
    });
  if (repository !== null)
    entries.push('separator', {
      id: 'library',
      label: t('act.showInLibrary'),
      icon: Box,
      run: () => navigate(routeHref('library', repository)),
    });
  entries.push(
    'separator',
    { id: 'why', label: t('why.ask'), icon: CircleQuestionMark, run: () => raiseIntent('blob.explain', { digest }) },
    {
      id: 'copyToStore',
      label: t('act.copyToStore'),
      icon: FolderOutput,
      run: () => raiseIntent('store.copy', { references: exportReferences(artifact) }),
    },
    {
      id: 'lock',
      label: t('act.lock'),
      icon: Lock,
      keys: 'l',
      isDisabled: isReadOnly || repository === null,
      run: () => lockArtifact(artifact),
    },
  );
  entries.push('separator', {
    id: 'delete',
    label: t('act.delete'),
    icon: Trash2,
    keys: 'Delete',
    isDanger: true,
    isDisabled: isReadOnly,
    run: () => deleteArtifact(artifact),
  });
  return entries;
}
