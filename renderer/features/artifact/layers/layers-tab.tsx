// Feature artifact: Layers: the strip to scale, the history aligned to the layers, and one layer in full beside them.

import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail, ImageDetail } from '../../../../preload/contract/model.ts';
import { useCommands } from '../../../app/commands.ts';
import { navigate } from '../../../app/router.ts';
import { useFormat } from '../../../format/use-format.ts';
import { cx } from '../../../ui/cx.ts';
import { EmptyState, Note } from '../../../ui/note.tsx';
import { Pane } from '../../../ui/panes.tsx';
import { Swatch } from '../../../ui/size-bar.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { type ArtifactPlace, placeHref } from '../artifact-place.ts';
import { LayerInspector } from './layer-inspector.tsx';
import { layerBytes, layerId, layerRows } from './layer-rows.ts';
import { LayerStrip } from './layer-strip.tsx';
import { LayerTable } from './layer-table.tsx';
import css from './layers.module.css';

interface LayersTabProps {
  readonly artifact: ArtifactDetail;
  readonly place: ArtifactPlace;
}

export function LayersTab({ artifact, place }: LayersTabProps) {
  const { t } = useTranslation('artifact');
  const { image } = artifact;
  if (image === null || image.layers.length === 0)
    return (
      <Pane label={t('tab.layers')}>
        <EmptyState icon={Layers} title={t(image === null ? 'layers.notStored' : 'layers.none')}>
          {t(image === null ? 'layers.notStoredText' : 'layers.noneText')}
        </EmptyState>
      </Pane>
    );
  return <ImageLayers artifact={artifact.digest} image={image} place={place} />;
}

interface ImageLayersProps {
  /** Digest of the artifact on screen. */
  readonly artifact: string;
  readonly image: ImageDetail;
  readonly place: ArtifactPlace;
}

function ImageLayers({ artifact, image, place }: ImageLayersProps) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  const rows = useMemo(() => layerRows(image), [image]);
  const [isToggled, setToggled] = useViewState('artifact.inspector', false);
  const chosen = rows.find(({ id }) => id === place.row) ?? rows.find(({ kind }) => kind === 'layer');
  const choose = (row: string): void => navigate(placeHref(place, { row }), { replace: true });
  const number = chosen?.kind === 'layer' ? chosen.layer.number : 0;
  const step = (by: 1 | -1): void => {
    const at = chosen === undefined ? -1 : rows.indexOf(chosen);
    const next = (by === 1 ? rows.slice(at + 1) : rows.slice(0, at).toReversed()).find(({ kind }) => kind === 'layer');
    if (next !== undefined) choose(next.id);
  };
  useCommands([
    {
      id: 'artifact.previousLayer',
      group: t('title'),
      label: t('layers.previous'),
      keys: '[',
      isHidden: true,
      run: () => step(-1),
    },
    { id: 'artifact.nextLayer', group: t('title'), label: t('layers.next'), keys: ']', isHidden: true, run: () => step(1) },
  ]);
  const { sharedBytes, uniqueBytes } = layerBytes(image.layers);
  return (
    <div className={css.split}>
      <Pane label={t('tab.layers')} className={cx(css.main)}>
        <div className={css.scale}>
          <div className={css.scaleHead}>
            <span>{t('layers.toScale')}</span>
            <span className={css.legend}>
              <Swatch kind="shared" />
              {t('layers.sharedSum', { size: format.bytes(sharedBytes) })}
              <Swatch kind="unique" />
              {t('layers.uniqueSum', { size: format.bytes(uniqueBytes) })}
            </span>
          </div>
          <LayerStrip layers={image.layers} chosen={number} onChoose={(layer) => choose(layerId(layer))} />
        </div>
        {!image.historyExact && image.history.length > 0 && (
          <div className={css.note}>
            <Note>{t('layers.inexact', { count: image.layers.length })}</Note>
          </div>
        )}
        <LayerTable
          rows={rows}
          hasHistory={image.history.length > 0}
          chosen={chosen?.id ?? null}
          onChoose={choose}
          onInspect={() => setToggled((now) => !now)}
        />
      </Pane>
      {chosen !== undefined && (
        <LayerInspector
          artifact={artifact}
          row={chosen}
          layerCount={image.layers.length}
          isToggled={isToggled}
          onStep={step}
          onClose={() => setToggled(false)}
        />
      )}
    </div>
  );
}
