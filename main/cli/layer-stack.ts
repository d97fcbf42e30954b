// Room cli: layers in build order, each beside the history line that made it; lines without a layer are thin. Where
// history and layers do not line up, every layer is still listed once.
import type { HistoryLineInfo, ImageDetail, LayerInfo } from '../../preload/contract/model.ts';
import type { View } from './session.ts';
import { bytesText } from './text/bytes.ts';
import { faint, type Line, notice } from './text/line.ts';
import { type Cell, table } from './text/table.ts';
import { count, shortDigest } from './text/words.ts';

const columns = [
  { heading: '#', align: 'right' },
  { heading: 'Digest' },
  { heading: 'Stored', align: 'right' },
  { heading: 'Shared' },
  { heading: 'Made by', cut: true },
] as const;

/** The stack as a table; no lines for an image without layers and history. */
export function layerStack(image: ImageDetail, view: View): readonly Line[] {
  const steps = stepsOf(image);
  if (steps.length === 0) return [];
  const rows = steps.map(({ layer, line }): readonly Cell[] => {
    const madeBy = line === undefined ? (layer?.title ?? '') : instruction(line);
    if (layer === undefined) return ['', '', '', '', faint(madeBy)];
    return [
      String(layer.number),
      shortDigest(layer.digest),
      layer.present ? bytesText(layer.sizeBytes) : notice('not stored'),
      layer.sharedWith === 0 ? '' : `with ${layer.sharedWith}`,
      madeBy,
    ];
  });
  return [...table(columns, rows, view.screen, '  '), ...note(image)];
}

interface Step {
  readonly layer?: LayerInfo;
  readonly line?: HistoryLineInfo;
}

function stepsOf({ layers, history }: ImageDetail): readonly Step[] {
  const steps: Step[] = [];
  let listed = 0;
  for (const line of history) {
    const claimed = line.layerNumber ?? 0;
    const layer = claimed > listed ? layers[claimed - 1] : undefined;
    if (layer === undefined) {
      steps.push({ line });
    } else {
      // Layers that no line claims stand before the next one that is claimed.
      steps.push(...layers.slice(listed, claimed - 1).map((unclaimed) => ({ layer: unclaimed })), { layer, line });
      listed = claimed;
    }
  }
  return [...steps, ...layers.slice(listed).map((layer) => ({ layer }))];
}

function instruction({ instruction: keyword, text }: HistoryLineInfo): string {
  const words = text.replaceAll(/\s+/g, ' ').trim();
  return keyword === '' ? words : `${keyword} ${words}`;
}

function note({ historyExact, history, layers }: ImageDetail): readonly Line[] {
  if (historyExact || history.length === 0) return [];
  const text = `The history does not line up with the ${count(layers.length, 'layer')}: lines stand where they surely match.`;
  return [['  ', faint(text)]];
}
