// Feature library: the layers of the artifact in the inspector, the small ones counted together.
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary, LayerInfo } from '../../../preload/contract/model.ts';
import { artifactReference } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { Swatch } from '../../ui/size-bar.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import css from './inspector.module.css';

const smallLayerBytes = 4000;
const shownLayers = 12;

export function LayerList({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const shown = useCall('artifact.show', { reference: artifactReference(artifact.repository, artifact.digest) });
  if (shown.error !== null && shown.data === undefined)
    return <ErrorNote error={shown.error} onRetry={() => void shown.refetch()} />;
  if (shown.data === undefined) return <SkeletonRows rows={5} label={words('grid.loading')} />;
  const { image } = shown.data;
  if (image === null || image.layers.length === 0) return null;
  const lines = new Map(
    image.history.map(({ layerNumber, instruction, text: rest }) => [layerNumber, `${instruction} ${rest}`.trim()]),
  );
  const large = image.layers.filter(({ sizeBytes }) => sizeBytes >= smallLayerBytes);
  const listed = (large.length === 0 ? image.layers : large).slice(0, shownLayers);
  const smallCount = large.length === 0 ? 0 : image.layers.length - large.length;
  const moreCount = image.layers.length - smallCount - listed.length;
  return (
    <div>
      <h3 className={css.section}>
        {t('inspect.layers')}
        {image.platform !== null && ` · ${image.platform}`}
        <span className={cx(text.number, text.small, css.layerCount)}>{format.count(image.layers.length)}</span>
      </h3>
      <ol>
        {listed.map((layer) => (
          <Layer key={layer.number} layer={layer} line={layer.title ?? lines.get(layer.number) ?? layer.digest} />
        ))}
      </ol>
      {moreCount > 0 && <p className={css.remark}>{t('inspect.moreLayers', { count: moreCount })}</p>}
      {smallCount > 0 && (
        <p className={css.remark}>{t('inspect.smallLayers', { count: smallCount, size: format.bytes(smallLayerBytes) })}</p>
      )}
    </div>
  );
}

function Layer({ layer, line }: Readonly<{ layer: LayerInfo; line: string }>) {
  const { t } = useTranslation('library');
  const kind = layer.sharedWith === 0 ? 'unique' : 'shared';
  return (
    <li className={css.layer} title={line}>
      <Swatch kind={kind} />
      <span className={text.hidden}>{kind === 'unique' ? t('inspect.uniqueLayer') : t('inspect.sharedLayer')}</span>
      <span className={css.layerText}>{line}</span>
      <span className={css.layerSize}>
        <Bytes sizeBytes={layer.sizeBytes} />
      </span>
    </li>
  );
}
