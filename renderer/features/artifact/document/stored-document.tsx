// Feature artifact: a JSON document of the store: its bytes as they are and a formatted view of them, with find, copy and save, and
// whether they match their digest, which is worked out anew each time they are shown.
import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowUpFromLine, ChevronDown, ChevronUp, CircleCheck, TriangleAlert } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManifestText } from '../../../../preload/contract/model.ts';
import { useCommands } from '../../../app/commands.ts';
import { shortDigest } from '../../../format/names.ts';
import { useFormat } from '../../../format/use-format.ts';
import text from '../../../styles/text.module.css';
import { Badge } from '../../../ui/badge.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Segments } from '../../../ui/choice.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { cx } from '../../../ui/cx.ts';
import { FilterField } from '../../../ui/field.tsx';
import { ErrorNote } from '../../../ui/note.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { useSaveBlob } from '../use-save-blob.ts';
import css from './document.module.css';
import { DocumentText } from './document-text.tsx';
import { formatJson } from './json-lines.ts';
import { useFind } from './use-find.ts';

type Kind = 'manifest' | 'config';

interface StoredDocumentProps {
  /** What the host answered, or has not answered yet. */
  readonly document: UseQueryResult<ManifestText>;
  readonly kind: Kind;
  /** Where digests in the text lead. */
  readonly links: ReadonlyMap<string, string>;
}

export function StoredDocument({ document, kind, links }: StoredDocumentProps) {
  const { t } = useTranslation('artifact');
  const { data, error, refetch } = document;
  if (error !== null)
    return (
      <div className={css.state}>
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (data === undefined) return <SkeletonRows label={t('loading')} />;
  return <Document stored={data} kind={kind} links={links} />;
}

interface DocumentProps {
  readonly stored: ManifestText;
  readonly kind: Kind;
  readonly links: ReadonlyMap<string, string>;
}

function Document({ stored, kind, links }: DocumentProps) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  const save = useSaveBlob();
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [view, setView] = useViewState<'formatted' | 'raw'>('artifact.documentView', 'formatted');
  const [wanted, setWanted] = useState('');
  const formatted = useMemo(() => formatJson(stored.text), [stored.text]);
  const shown = view === 'formatted' ? (formatted ?? stored.text) : stored.text;
  const find = useFind(root, wanted, shown);
  useCommands([
    { id: 'artifact.find', group: t('title'), label: t('document.find'), keys: '/', run: () => input.current?.focus() },
  ]);
  return (
    <>
      <div className={css.bar}>
        <Segments
          label={t('document.view')}
          value={view}
          onChange={setView}
          options={[
            { value: 'formatted', label: t('document.formatted') },
            { value: 'raw', label: t('document.raw') },
          ]}
        />
        <DigestCheck stored={stored} />
        <span className={text.grow} />
        <div className={css.find}>
          <FilterField
            label={t('document.find')}
            value={wanted}
            onChange={setWanted}
            keys="/"
            onLeave={() => find.step(1)}
            inputRef={input}
          />
        </div>
        <span className={cx(text.muted, text.small, text.number, css.found)} role="status">
          {wanted === '' ? '' : t('document.found', { at: format.count(find.at), total: format.count(find.count) })}
        </span>
        <IconButton
          size="small"
          icon={ChevronUp}
          label={t('document.previous')}
          isDisabled={find.count === 0}
          onPress={() => find.step(-1)}
        />
        <IconButton
          size="small"
          icon={ChevronDown}
          label={t('document.next')}
          isDisabled={find.count === 0}
          onPress={() => find.step(1)}
        />
        <CopyButton text={stored.text} label={t(`document.copy.${kind}`)} />
        <Button
          size="small"
          icon={ArrowUpFromLine}
          onPress={() => void save(stored.digest, `${kind}-${shortDigest(stored.digest)}.json`)}
        >
          {t('document.save')}
        </Button>
      </div>
      <DocumentText label={t(`document.text.${kind}`)} text={shown} links={links} rootRef={root} />
    </>
  );
}

/** Said of the stored bytes, whatever view is shown. */
function DigestCheck({ stored }: Readonly<{ stored: ManifestText }>) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  const sizeBytes = useMemo(() => new TextEncoder().encode(stored.text).length, [stored.text]);
  return (
    <span className={css.check}>
      <Badge tone={stored.digestMatches ? 'ok' : 'danger'} icon={stored.digestMatches ? CircleCheck : TriangleAlert}>
        {t(stored.digestMatches ? 'document.matches' : 'document.differs')}
      </Badge>
      <span className={cx(text.mono, text.muted, text.clip, css.shownDigest)} title={stored.digest}>
        {stored.digest}
      </span>
      <span className={cx(text.muted, text.small, text.number)}>{format.exactBytes(sizeBytes)}</span>
    </span>
  );
}
