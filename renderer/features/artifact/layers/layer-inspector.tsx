// Feature artifact: one layer, or one line of the history, in full.
import { ArrowUpFromLine, ChevronDown, ChevronUp, CircleQuestionMark, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HistoryLineInfo, LayerInfo } from '../../../../preload/contract/model.ts';
import { raiseIntent } from '../../../app/intents.ts';
import { useFormat } from '../../../format/use-format.ts';
import text from '../../../styles/text.module.css';
import { Button, IconButton } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { Bytes, Time } from '../../../ui/figures.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pane } from '../../../ui/panes.tsx';
import { Swatch } from '../../../ui/size-bar.tsx';
import shared from '../artifact.module.css';
import { DigestText, Fact, Facts } from '../facts.tsx';
import { useSaveBlob } from '../use-save-blob.ts';
import { type LayerRow, layerLook } from './layer-rows.ts';
import css from './layers.module.css';
import { SharedWith } from './shared-with.tsx';

interface LayerInspectorProps {
  /** Digest of the artifact on screen. */
  readonly artifact: string;
  readonly row: LayerRow;
  readonly layerCount: number;
  /** Hidden on a wide window, shown over the list on a narrow one. */
  readonly isToggled: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onClose: () => void;
}

export function LayerInspector({ artifact, row, layerCount, isToggled, onStep, onClose }: LayerInspectorProps) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const layer = row.kind === 'layer' ? row.layer : null;
  return (
    <Pane
      label={t('inspector')}
      side="end"
      as="aside"
      className={cx(css.inspector, isToggled && css.toggled)}
      resize={{ key: 'artifact.layers', label: t('paneWidth'), initialPx: 316, minPx: 260, maxPx: 520 }}
    >
      <div className={css.inspectorScroll}>
        <div className={text.row}>
          {layer !== null && <span className={cx(css.badge, css[layerLook(layer)])}>{layer.number}</span>}
          <h2 className={cx(text.strong, css.inspectorTitle)}>
            {layer === null
              ? t('layers.lineTitle', { number: row.line?.line ?? 0 })
              : t('layers.layerTitle', { number: layer.number, count: layerCount })}
          </h2>
          <span className={text.grow} />
          <IconButton size="small" icon={ChevronUp} label={t('layers.previous')} keys="[" onPress={() => onStep(-1)} />
          <IconButton size="small" icon={ChevronDown} label={t('layers.next')} keys="]" onPress={() => onStep(1)} />
          <span className={css.close}>
            <IconButton size="small" icon={X} label={words('actions.close')} onPress={onClose} />
          </span>
        </div>
        {row.line !== null && <Command line={row.line} />}
        {layer === null ? (
          <p className={text.muted}>{t('layers.makesNone')}</p>
        ) : (
          <LayerFacts artifact={artifact} layer={layer} line={row.line} />
        )}
      </div>
      {layer !== null && <LayerFoot layer={layer} />}
    </Pane>
  );
}

function Command({ line }: Readonly<{ line: HistoryLineInfo }>) {
  return (
    <pre className={shared.code}>
      {line.instruction !== '' && <span className={shared.keyword}>{line.instruction} </span>}
      {line.text}
    </pre>
  );
}

interface LayerFactsProps {
  readonly artifact: string;
  readonly layer: LayerInfo;
  readonly line: HistoryLineInfo | null;
}

function LayerFacts({ artifact, layer, line }: LayerFactsProps) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  const { sizeBytes, unpackedBytes, compression } = layer;
  const ratio = unpackedBytes === null || compression === 'none' || sizeBytes === 0 ? null : unpackedBytes / sizeBytes;
  return (
    <>
      <Facts>
        {layer.title !== null && <Fact label={t('layers.fileName')}>{layer.title}</Fact>}
        <Fact label={t('layers.digest')}>
          <DigestText digest={layer.digest} />
        </Fact>
        {layer.diffId !== null && (
          <Fact label={t('layers.diffId')}>
            <DigestText digest={layer.diffId} />
          </Fact>
        )}
        <Fact label={t('layers.mediaType')}>
          <span className={cx(text.mono, text.selectable)}>{layer.mediaType}</span>
        </Fact>
        <Fact label={t('layers.stored')}>
          {layer.present ? <Bytes sizeBytes={sizeBytes} /> : <span className={css.missing}>{t('notStored')}</span>}{' '}
          <span className={text.muted}>{t(`compression.${compression}`)}</span>
        </Fact>
        {unpackedBytes !== null && (
          <Fact label={t('layers.unpacked')}>
            <Bytes sizeBytes={unpackedBytes} />{' '}
            {ratio !== null && (
              <span className={text.muted}>{t('layers.ratio', { ratio: format.count(Math.round(ratio * 10) / 10) })}</span>
            )}
          </Fact>
        )}
        {line?.createdAt !== null && line?.createdAt !== undefined && (
          <Fact label={t('head.created')}>
            <Time iso={line.createdAt} isLong />
          </Fact>
        )}
        {line?.comment !== null && line?.comment !== undefined && line.comment !== '' && (
          <Fact label={t('layers.comment')}>{line.comment}</Fact>
        )}
      </Facts>
      {layer.urls.length > 0 && (
        <Note>
          {t('layers.foreign')}
          {layer.urls.map((url) => (
            <div key={url} className={cx(text.mono, text.selectable)}>
              {url}
            </div>
          ))}
        </Note>
      )}
      {layer.present && (
        <>
          <div className={text.rule} />
          <div>
            <div className={cx(text.row, text.strong)}>
              <Swatch kind={layer.sharedWith > 0 ? 'shared' : 'unique'} />
              {layer.sharedWith > 0 ? t('layers.sharedTitle', { count: layer.sharedWith }) : t('layers.onlyHereTitle')}
            </div>
            <p className={cx(text.muted, text.small, css.remark)}>{t(layer.sharedWith > 0 ? 'layers.stays' : 'layers.goes')}</p>
            {layer.sharedWith > 0 && <SharedWith digest={layer.digest} artifact={artifact} />}
          </div>
        </>
      )}
    </>
  );
}

const endings = { none: '.tar', gzip: '.tar.gz', zstd: '.tar.zst', other: '' } as const;

/** Why it is here can be asked of a layer that is not, too: what needs it is the answer. */
function LayerFoot({ layer }: Readonly<{ layer: LayerInfo }>) {
  const { t } = useTranslation('artifact');
  const save = useSaveBlob();
  const name =
    layer.title?.split('/').at(-1) ??
    `layer-${layer.number}-${layer.digest.split(':')[1]?.slice(0, 12)}${endings[layer.compression]}`;
  return (
    <div className={css.inspectorFoot}>
      <Button grow icon={CircleQuestionMark} onPress={() => raiseIntent('blob.explain', { digest: layer.digest })}>
        {t(layer.present ? 'why.layer' : 'why.layerAbsent')}
      </Button>
      {layer.present && (
        <Button grow icon={ArrowUpFromLine} onPress={() => void save(layer.digest, name)}>
          {t('layers.save')}
        </Button>
      )}
    </div>
  );
}
