// Feature log: what stands in the cells of its list.
import { useTranslation } from 'react-i18next';
import type { LogEntry } from '../../../preload/contract/upkeep-model.ts';
import { shortDigest } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Twisty } from '../../ui/grid/grid-row.tsx';
import css from './log.module.css';
import { artifactWord, detailKind, entryNames, type LogDetail, type LogRow, shownReference } from './log-rows.ts';

export function WhenCell({ row }: Readonly<{ row: LogRow }>) {
  const { t } = useTranslation('log');
  const format = useFormat();
  if (row.kind === 'detail') return null;
  const { at, revision } = row.entry;
  return (
    <span className={css.when}>
      <Twisty isExpanded={row.isExpanded} />
      <time className={text.number} dateTime={at} title={`${format.exactTime(at)}\n${t('revision', { revision })}`}>
        {format.dateTime(at)}
      </time>
    </span>
  );
}

export function WhoCell({ entry }: Readonly<{ entry: LogEntry }>) {
  const who = useWho()(entry);
  return (
    <span className={cx(text.clip, text.secondary)} title={who}>
      {who}
    </span>
  );
}

const doors = ['cli', 'electron', 'web', 'registry', 'outside'] as const;

/** `anna, Command line`; a door alone where no user is known. */
function useWho(): (entry: LogEntry) => string {
  const { t } = useTranslation('log');
  return ({ door, user }) => {
    const known = doors.find((each) => each === door);
    const name = known === undefined ? door : t(`door.${known}`);
    return user === null ? name : t('byUser', { user, door: name });
  };
}

const operations = [
  'import',
  'tag',
  'untag',
  'remove',
  'cleanup',
  'lock',
  'unlock',
  'undo',
  'verify',
  'repair',
  'copy',
  'index',
  'restore',
] as const;

/** An act in words; one a newer program wrote, as it wrote it. */
export function useOperationWord(): (operation: string) => string {
  const { t } = useTranslation('log');
  return (operation) => {
    const known = operations.find((each) => each === operation);
    return known === undefined ? operation : t(`operation.${known}`);
  };
}

/** What a change was, or what one thing it did was. */
export function WhatCell({ row }: Readonly<{ row: LogRow }>) {
  const { t } = useTranslation('log');
  const operationWord = useOperationWord();
  const isEntry = row.kind === 'entry';
  return (
    <span className={cx(text.clip, !isEntry && text.secondary)}>
      {isEntry ? operationWord(row.entry.operation) : t(`detail.${detailKind(row.detail)}`)}
    </span>
  );
}

export function NamesCell({ row }: Readonly<{ row: LogRow }>) {
  return row.kind === 'entry' ? <EntryNames entry={row.entry} /> : <Detail detail={row.detail} />;
}

function EntryNames({ entry }: Readonly<{ entry: LogEntry }>) {
  const { t } = useTranslation('log');
  const [first, ...others] = entryNames(entry);
  const [note] = entry.notes;
  if (first === undefined)
    return note === undefined ? (
      <span className={cx(text.clip, text.muted)}>{entry.source}</span>
    ) : (
      <Detail detail={{ kind: 'note', note }} />
    );
  return (
    <span className={text.clip} title={[first, ...others].slice(0, 20).join('\n')}>
      {others.length === 0 ? first : t('names.andMore', { first, count: others.length })}
    </span>
  );
}

function Detail({ detail }: Readonly<{ detail: LogDetail }>) {
  const { t } = useTranslation('log');
  switch (detail.kind) {
    case 'source':
      return <span className={text.clip}>{detail.source}</span>;
    case 'tag': {
      const { reference, from, to } = detail.change;
      const digests = [from, to].filter((digest) => digest !== null);
      return <Named name={shownReference(reference)} more={digests.map((digest) => shortDigest(digest)).join(' → ')} />;
    }
    case 'added':
    case 'removed':
      return <Named name={artifactWord(detail.artifact)} more={shortDigest(detail.artifact.digest)} />;
    default: {
      const { note } = detail;
      if (note.kind === 'undid') return t('revision', { revision: note.revision });
      if (note.kind === 'verified') return t('verifiedBlobs', { count: note.count });
      if ('digest' in note) return <Named name={shortDigest(note.digest)} more="" />;
      return <Named name={shownReference(note.reference)} more={note.kind === 'restored' ? t('restoredText') : ''} />;
    }
  }
}

function Named({ name, more }: Readonly<{ name: string; more: string }>) {
  return (
    <span className={css.detail}>
      <span className={text.clip}>{name}</span>
      {more !== '' && !name.endsWith(more) && <span className={text.muted}>{more}</span>}
    </span>
  );
}

export function BlobsCell({ entry: { blobsAdded, blobsRemoved } }: Readonly<{ entry: LogEntry }>) {
  const { t } = useTranslation('log');
  const format = useFormat();
  if (blobsAdded === 0 && blobsRemoved === 0) return null;
  return (
    <span
      className={cx(text.number, text.secondary)}
      title={t('blobs', { added: format.count(blobsAdded), removed: format.count(blobsRemoved) })}
    >
      {blobsAdded > 0 && t('blobsAdded', { count: blobsAdded })} {blobsRemoved > 0 && t('blobsRemoved', { count: blobsRemoved })}
    </span>
  );
}
