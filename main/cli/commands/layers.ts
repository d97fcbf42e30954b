// Room cli: `stowage layers REF`.
import type { LayerInfo } from '../../../preload/contract/model.ts';
import { StowageError } from '../../errors.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, notice } from '../text/line.ts';
import { type Cell, table } from '../text/table.ts';
import { kindText, shortDigest } from '../text/words.ts';

export const run: CommandRun<'layers'> = async (session, [reference = ''], { platform }) => {
  const artifact = await session.call('artifact.show', { reference, platform });
  if (artifact.image === null) throw new StowageError('not-an-image', { reference, kind: kindText(artifact.kind) });
  const { layers } = artifact.image;
  session.answer(layers, { lines: (view) => layerLines(layers, view), names: () => layers.map((layer) => layer.digest) });
  return 0;
};

export function layerLines(layers: readonly LayerInfo[], view: View): readonly Line[] {
  if (layers.length === 0) return ['No layers.'];
  const columns = [
    { heading: '#', align: 'right' },
    { heading: 'Digest' },
    { heading: 'Stored', align: 'right' },
    { heading: 'Unpacked', align: 'right' },
    { heading: 'Shared with', align: 'right' },
    { heading: 'Diff ID' },
    { heading: 'Type', cut: true },
  ] as const;
  const rows = layers.map((layer): readonly Cell[] => [
    String(layer.number),
    shortDigest(layer.digest),
    layer.present ? bytesText(layer.sizeBytes) : notice('not stored'),
    layer.unpackedBytes === null ? '–' : bytesText(layer.unpackedBytes),
    layer.sharedWith === 0 ? '–' : String(layer.sharedWith),
    shortDigest(layer.diffId),
    faint(layer.title === null ? layer.mediaType : `${layer.title} (${layer.mediaType})`),
  ]);
  return table(columns, rows, view.screen);
}
