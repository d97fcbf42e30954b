// Feature artifact: the layers as rows, each beside the line of the history that made it; lines that made none are thin and without
// a number. Artifacts without a history show what each layer holds.
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LayerInfo } from '../../../../preload/contract/model.ts';
import { useFormat } from '../../../format/use-format.ts';
import text from '../../../styles/text.module.css';
import { cx } from '../../../ui/cx.ts';
import { Bytes } from '../../../ui/figures.tsx';
import type { GridColumn, RowShape } from '../../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../../ui/grid/virtual-grid.tsx';
import { SizeBar, Swatch } from '../../../ui/size-bar.tsx';
import { type LayerRow, layerLook } from './layer-rows.ts';
import css from './layers.module.css';

interface LayerTableProps {
  readonly rows: readonly LayerRow[];
  readonly hasHistory: boolean;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** Space. */
  readonly onInspect: () => void;
}

export function LayerTable({ rows, hasHistory, chosen, onChoose, onInspect }: LayerTableProps) {
  const { t } = useTranslation('artifact');
  const widest = useMemo(
    () => rows.reduce((most, row) => Math.max(most, row.kind === 'layer' && row.layer.present ? row.layer.sizeBytes : 0), 1),
    [rows],
  );
  const shape = useCallback(
    (row: LayerRow): RowShape =>
      row.kind === 'layer'
        ? { id: row.id, name: t('layers.rowName', { number: row.layer.number, what: rowText(row) }) }
        : { id: row.id, name: rowText(row), height: 'tight' },
    [t],
  );
  const columns = useMemo<readonly GridColumn<LayerRow>[]>(
    () => [
      { id: 'number', name: '#', width: 56, minWidth: 56, cell: (row) => <NumberCell row={row} hasRail={hasHistory} /> },
      {
        id: 'what',
        name: t(hasHistory ? 'layers.column.history' : 'layers.column.holds'),
        width: 'fill',
        minWidth: 200,
        isRowHeader: true,
        cell: (row) => <WhatCell row={row} />,
      },
      {
        id: 'stored',
        name: t('layers.column.stored'),
        width: 156,
        align: 'end',
        cell: (row) => row.kind === 'layer' && <StoredCell layer={row.layer} widest={widest} />,
      },
      {
        id: 'unpacked',
        name: t('layers.column.unpacked'),
        width: 88,
        align: 'end',
        hideBelow: 620,
        cell: (row) =>
          row.kind === 'layer' && (
            <span className={text.secondary}>
              {row.layer.unpackedBytes === null ? '–' : <Bytes sizeBytes={row.layer.unpackedBytes} />}
            </span>
          ),
      },
      {
        id: 'shared',
        name: t('layers.column.shared'),
        width: 140,
        cell: (row) => row.kind === 'layer' && <SharedCell layer={row.layer} />,
      },
    ],
    [t, hasHistory, widest],
  );
  const selected = useMemo(() => new Set(chosen === null ? [] : [chosen]), [chosen]);
  return (
    <div className={css.grid}>
      <VirtualGrid<LayerRow>
        label={t('tab.layers')}
        rows={rows}
        shape={shape}
        columns={columns}
        stateKey={hasHistory ? 'artifact.layers' : 'artifact.contents'}
        focused={chosen}
        onFocus={onChoose}
        selection={{ mode: 'single', selected, onChange: ([id]) => id !== undefined && onChoose(id) }}
        onSpace={onInspect}
      />
    </div>
  );
}

function rowText(row: LayerRow): string {
  if (row.kind === 'line' || row.line !== null) return `${row.line?.instruction} ${row.line?.text}`.trim();
  return row.layer.title ?? row.layer.mediaType;
}

function NumberCell({ row, hasRail }: Readonly<{ row: LayerRow; hasRail: boolean }>) {
  return (
    <span className={css.number}>
      {hasRail && <span className={css.rail} aria-hidden />}
      {row.kind === 'layer' ? (
        <span className={cx(css.badge, css[layerLook(row.layer)])}>{row.layer.number}</span>
      ) : (
        <span className={css.point} aria-hidden />
      )}
    </span>
  );
}

function WhatCell({ row }: Readonly<{ row: LayerRow }>) {
  const { t } = useTranslation('artifact');
  if (row.kind === 'line' || row.line !== null)
    return (
      <span className={cx(css.line, row.kind === 'line' && css.thin)} title={rowText(row)}>
        <span className={css.keyword}>{row.line?.instruction}</span> {oneLine(row.line?.text ?? '')}
      </span>
    );
  if (row.layer.title === null && row.layer.diffId !== null) return <span className={text.muted}>{t('layers.noLine')}</span>;
  return (
    <span className={css.line}>
      {row.layer.title} <span className={text.muted}>{row.layer.mediaType}</span>
    </span>
  );
}

function StoredCell({ layer, widest }: Readonly<{ layer: LayerInfo; widest: number }>) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  if (!layer.present) return <span className={css.missing}>{t('notStored')}</span>;
  return (
    <span className={css.stored}>
      <SizeBar
        size="small"
        totalBytes={widest}
        parts={[{ kind: layer.sharedWith > 0 ? 'shared' : 'unique', sizeBytes: layer.sizeBytes }]}
        label={format.bytes(layer.sizeBytes)}
      />
      <Bytes sizeBytes={layer.sizeBytes} />
    </span>
  );
}

function SharedCell({ layer }: Readonly<{ layer: LayerInfo }>) {
  const { t } = useTranslation('artifact');
  if (!layer.present) return null;
  const isShared = layer.sharedWith > 0;
  return (
    <span className={cx(css.shares, !isShared && css.onlyHere)}>
      <Swatch kind={isShared ? 'shared' : 'unique'} />
      {isShared ? t('layers.sharedWith', { count: layer.sharedWith }) : t('layers.onlyHere')}
    </span>
  );
}

/** Commands are written over several lines; a row has one. */
function oneLine(command: string): string {
  return command.replaceAll(/\s*\\?\n\s*/g, ' ');
}
