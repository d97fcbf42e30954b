// Feature library: what stands in the cells of the artifact table. Functions, not components: a table draws hundreds of cells while
// it scrolls, so texts and formats are handed in once.
import type { TFunction } from 'i18next';
import { Cpu, FileBadge, FileQuestionMark, ListChecks, ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { shortDigest } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { Twisty } from '../../ui/grid/grid-row.tsx';
import { ReferenceName } from '../../ui/reference-name.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import { LockMark } from '../locks/index.ts';
import { ArtifactMarks, markCount } from './artifact-marks.tsx';
import type { ArtifactRow } from './artifact-rows.ts';
import css from './library.module.css';
import { platformShort, referrerTitle } from './names.ts';

/** What cells are written with. */
export interface CellText {
  readonly t: TFunction<'library'>;
  readonly words: TFunction;
  readonly format: Format;
}

type Cell = (row: ArtifactRow, cellText: CellText) => ReactNode;

const shownTags = 3;
/** Widths of the mono type at 12 px, of what stands around a tag, of `+12`, and of the twisty. */
const digitPx = 7.3;
const chipPx = 18;
const restCountPx = 24;
const twistyPx = 22;
const markPx = 19;
const referrerIcons = { signature: FileBadge, sbom: ListChecks, attestation: ScrollText, other: FileQuestionMark } as const;

/** What names its row, in so much room. */
export function nameCell(row: ArtifactRow, cellText: CellText, roomPx: number): ReactNode {
  const { t } = cellText;
  switch (row.kind) {
    case 'artifact':
      return (
        <span className={css.tags}>
          <Twisty isExpanded={row.isExpanded} />
          {artifactName(row.artifact, cellText, (tags) =>
            fittingTags(tags, roomPx - twistyPx - markCount(row.artifact) * markPx),
          )}
          <ArtifactMarks artifact={row.artifact} />
        </span>
      );
    case 'tag':
      return (
        <span className={css.tags}>
          <TagChip tag={row.tag.tag} />
          {row.tag.locked !== null && <LockMark switches={row.tag.locked} />}
        </span>
      );
    case 'platform':
      return (
        <span className={css.childName}>
          <Cpu size={15} strokeWidth={1.9} aria-hidden />
          <span className={text.clip}>{row.platform.platform}</span>
          {!row.platform.present && <span className={css.missing}>{t('notStored')}</span>}
        </span>
      );
    case 'referrer': {
      const { kind, artifactType } = row.referrer;
      const Icon = referrerIcons[kind];
      return (
        <span className={css.childName} title={artifactType ?? ''}>
          <Icon size={15} strokeWidth={1.9} aria-hidden />
          <span className={text.clip}>{referrerTitle(t(`referrer.${kind}`), artifactType)}</span>
        </span>
      );
    }
    default:
      return null;
  }
}

/** How many of these tags stand whole in so much room, with the number of the others; one in any case. */
function fittingTags(tags: readonly string[], roomPx: number): number {
  let takenPx = 0;
  let count = 0;
  for (const tag of tags.slice(0, shownTags)) {
    takenPx += tag.length * digitPx + chipPx;
    const restPx = count + 1 < tags.length ? restCountPx : 0;
    if (count > 0 && takenPx + restPx > roomPx) break;
    count += 1;
  }
  return count;
}

/** Tags, or which tag it had and until when. */
function artifactName(
  artifact: ArtifactSummary,
  { t, format }: Omit<CellText, 'words'>,
  shownOf: (tags: readonly string[]) => number,
): ReactNode {
  const tags = orderedTags(artifact.tags);
  if (tags.length > 0) {
    const shown = shownOf(tags);
    return (
      <>
        {tags.slice(0, shown).map((tag) => (
          <TagChip key={tag} tag={tag} />
        ))}
        {tags.length > shown && (
          <span className={text.muted} title={tags.slice(shown).join(', ')}>
            +{format.count(tags.length - shown)}
          </span>
        )}
      </>
    );
  }
  const [former] = artifact.formerTags.toSorted((a, b) => (a.until < b.until ? 1 : -1));
  if (former === undefined) return <span className={text.muted}>{t('neverTagged')}</span>;
  return (
    <>
      <span className={text.muted}>{t('was')}</span>
      <TagChip tag={former.tag} isFormer />
      <span className={cx(text.muted, text.clip, css.until)} title={format.exactTime(former.until)}>
        {t('until', { date: format.date(former.until) })}
      </span>
    </>
  );
}

/** The same outside of the table. */
export function ArtifactName({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('library');
  return artifactName(artifact, { t, format: useFormat() }, (tags) => (tags.length > 8 ? 7 : 8));
}

export const digestCell: Cell = (row) => {
  const digest = digestOf(row);
  if (digest === null) return null;
  return (
    <span className={cx(text.mono, isChild(row) ? text.muted : text.secondary)} title={digest}>
      {shortDigest(digest)}
    </span>
  );
};

export const platformsCell: Cell = (row, { t, format }) => {
  if ((row.kind !== 'artifact' && row.kind !== 'tag') || row.artifact === null) return null;
  const { platforms } = row.artifact;
  const present = platforms.filter((platform) => platform.present);
  const [first] = present.length > 0 ? present : platforms;
  if (first === undefined) return null;
  const isSparse = present.length < platforms.length;
  const title = platforms.map(({ platform, present: here }) => (here ? platform : `${platform} (${t('notStored')})`)).join('\n');
  return (
    <span className={text.secondary} title={title}>
      {platformShort(first.platform)}
      {present.length > 1 && ` +${format.count(present.length - 1)}`}
      {isSparse && <span className={text.muted}> / {format.count(platforms.length)}</span>}
    </span>
  );
};

export const sizeCell: Cell = (row, { format }) => {
  const sizeBytes = sizeOf(row);
  if (sizeBytes === null) return null;
  return (
    <span className={cx(isChild(row) && text.secondary)} title={format.exactBytes(sizeBytes)}>
      {format.bytes(sizeBytes)}
    </span>
  );
};

export const uniqueCell: Cell = (row, { words, format }) => {
  if ((row.kind !== 'artifact' && row.kind !== 'tag') || row.artifact === null) return null;
  const { uniqueBytes, sizeBytes } = row.artifact;
  const label = words('size.uniqueOf', { unique: format.bytes(uniqueBytes), size: format.bytes(sizeBytes) });
  return (
    <span className={css.unique}>
      <span className={css.miniBar}>
        <SizeBar size="small" totalBytes={sizeBytes} parts={[{ kind: 'unique', sizeBytes: uniqueBytes }]} label={label} />
      </span>
      <span className={css.uniqueFigure} title={format.exactBytes(uniqueBytes)}>
        {format.bytes(uniqueBytes)}
      </span>
    </span>
  );
};

/** Where the bar has no room. */
export const uniqueFigureCell: Cell = (row) => (row.kind === 'artifact' ? <Bytes sizeBytes={row.artifact.uniqueBytes} /> : null);

export const addedCell: Cell = (row, { format }) => {
  const iso = row.kind === 'artifact' ? row.artifact.addedAt : row.kind === 'tag' ? row.tag.updatedAt : null;
  return iso === null ? null : (
    <time className={text.secondary} dateTime={iso} title={format.exactTime(iso)}>
      {format.when(iso)}
    </time>
  );
};

export const repositoryCell: Cell = (row, { t }) => {
  if (row.kind !== 'artifact') return null;
  const { repository } = row.artifact;
  return repository === null ? <span className={text.muted}>{t('noName')}</span> : <ReferenceName repository={repository} />;
};

function isChild(row: ArtifactRow): boolean {
  return row.kind === 'platform' || row.kind === 'referrer';
}

function digestOf(row: ArtifactRow): string | null {
  switch (row.kind) {
    case 'artifact':
      return row.artifact.digest;
    case 'tag':
      return row.tag.digest;
    case 'platform':
      return row.platform.digest;
    case 'referrer':
      return row.referrer.digest;
    default:
      return null;
  }
}

function sizeOf(row: ArtifactRow): number | null {
  switch (row.kind) {
    case 'artifact':
      return row.artifact.sizeBytes;
    case 'tag':
      return row.tag.sizeBytes;
    case 'platform':
      // What is not here has no size as stored.
      return row.platform.present ? row.platform.sizeBytes : null;
    case 'referrer':
      return row.referrer.sizeBytes;
    default:
      return null;
  }
}
