// Feature artifact: an image's history laid beside its layers: every layer is a row, with the line that made it where that is sure;
// lines that made no layer stand between them. Pure.
import type { HistoryLineInfo, ImageDetail, LayerInfo } from '../../../../preload/contract/model.ts';

export type LayerRow =
  | { readonly kind: 'layer'; readonly id: string; readonly layer: LayerInfo; readonly line: HistoryLineInfo | null }
  | { readonly kind: 'line'; readonly id: string; readonly line: HistoryLineInfo };

export function layerRows({ layers, history }: Pick<ImageDetail, 'layers' | 'history'>): readonly LayerRow[] {
  const rows: LayerRow[] = [];
  let waiting: LayerRow[] = [];
  let next = 0;
  /** Layers below `number` of which no line is known. What lines said before them belongs above. */
  const pass = (number: number): void => {
    for (let layer = layers[next]; layer !== undefined && layer.number < number; layer = layers[next]) {
      rows.push({ kind: 'layer', id: layerId(layer.number), layer, line: null });
      next += 1;
    }
  };
  for (const line of history) {
    const layer = line.layerNumber === null ? undefined : layers[line.layerNumber - 1];
    if (layer === undefined) {
      waiting.push({ kind: 'line', id: `line-${line.line}`, line });
      continue;
    }
    pass(layer.number);
    rows.push(...waiting, { kind: 'layer', id: layerId(layer.number), layer, line });
    waiting = [];
    next = layer.number;
  }
  pass(Number.POSITIVE_INFINITY);
  return [...rows, ...waiting];
}

export function layerId(number: number): string {
  return `layer-${number}`;
}

/** Stored bytes of the image's layers by what others use: each blob once, those not stored left out. */
export function layerBytes(layers: readonly LayerInfo[]): { readonly uniqueBytes: number; readonly sharedBytes: number } {
  const stored = [...new Map(layers.filter(({ present }) => present).map((layer) => [layer.digest, layer])).values()];
  const sum = (wanted: boolean): number =>
    stored.reduce((total, { sharedWith, sizeBytes }) => total + (sharedWith > 0 === wanted ? sizeBytes : 0), 0);
  return { uniqueBytes: sum(false), sharedBytes: sum(true) };
}

/** How a layer is drawn: what others use, what only this artifact uses, what is not stored. */
export function layerLook({ present, sharedWith }: LayerInfo): 'shared' | 'unique' | 'absent' {
  return present ? (sharedWith > 0 ? 'shared' : 'unique') : 'absent';
}
