// Feature artifact: the layers side by side, as wide as they are big where they are stored. It serves the eye and the pointer; the
// table below says the same to everyone.
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { LayerInfo } from '../../../../preload/contract/model.ts';
import { useFormat } from '../../../format/use-format.ts';
import { cx } from '../../../ui/cx.ts';
import { layerLook } from './layer-rows.ts';
import css from './layers.module.css';

interface LayerStripProps {
  readonly layers: readonly LayerInfo[];
  /** Number of the layer in the inspector; 0 for none. */
  readonly chosen: number;
  readonly onChoose: (number: number) => void;
}

export function LayerStrip({ layers, chosen, onChoose }: LayerStripProps) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  const onClick = (event: MouseEvent): void => {
    const number = (event.target as Element).closest<HTMLElement>('[data-layer]')?.dataset['layer'];
    if (number !== undefined) onChoose(Number(number));
  };
  return (
    <div className={css.strip} role="img" aria-label={t('layers.stripLabel', { count: layers.length })} onClick={onClick}>
      {layers.map((layer) => (
        <div
          key={layer.number}
          data-layer={layer.number}
          className={cx(css.block, css[layerLook(layer)], layer.number === chosen && css.chosen)}
          style={layer.present ? { flexGrow: Math.max(1, layer.sizeBytes) } : {}}
          title={t('layers.blockTitle', { number: layer.number, size: format.bytes(layer.sizeBytes) })}
        >
          <span className={css.blockText}>
            <b>{layer.number}</b>
            <span>{format.bytes(layer.sizeBytes)}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
