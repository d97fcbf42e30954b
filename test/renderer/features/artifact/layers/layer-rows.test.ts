// History beside layers: every layer and every line has one row, in order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryLineInfo, LayerInfo } from '../../../../../preload/contract/model.ts';
import { layerRows } from '../../../../../renderer/features/artifact/layers/layer-rows.ts';

/** Some layers, and lines of which some are given to a layer, upwards. */
const image = fc
  .record({ layers: fc.nat(12), lines: fc.array(fc.boolean(), { maxLength: 20 }), skips: fc.array(fc.nat(2), { maxLength: 20 }) })
  .map(({ layers, lines, skips }) => {
    let next = 0;
    const history = lines.map((claims, at) => {
      if (claims) next += 1 + (skips[at] ?? 0);
      return lineOf(at + 1, claims && next <= layers ? next : null);
    });
    return { layers: Array.from({ length: layers }, (_, at) => layerOf(at + 1)), history };
  });

describe('the rows of an image’s layers', () => {
  it('hold every layer once, from the lowest up', () => {
    fc.assert(
      fc.property(image, ({ layers, history }) => {
        const rows = layerRows({ layers, history });
        expect(rows.flatMap((row) => (row.kind === 'layer' ? [row.layer.number] : []))).toEqual(
          layers.map(({ number }) => number),
        );
      }),
    );
  });

  it('hold every line once, oldest first', () => {
    fc.assert(
      fc.property(image, ({ layers, history }) => {
        const rows = layerRows({ layers, history });
        expect(rows.flatMap((row) => (row.line === null ? [] : [row.line.line]))).toEqual(history.map(({ line }) => line));
      }),
    );
  });

  it('give a layer no line but its own', () => {
    fc.assert(
      fc.property(image, ({ layers, history }) => {
        for (const row of layerRows({ layers, history }))
          if (row.kind === 'layer' && row.line !== null) expect(row.line.layerNumber).toBe(row.layer.number);
      }),
    );
  });

  it('put layers without a line below the lines of those above them', () => {
    const rows = layerRows({ layers: [layerOf(1), layerOf(2)], history: [lineOf(1, null), lineOf(2, 2)] });
    expect(rows.map(({ id }) => id)).toEqual(['layer-1', 'line-1', 'layer-2']);
  });
});

function layerOf(number: number): LayerInfo {
  return {
    number,
    digest: `sha256:${number}`,
    diffId: null,
    mediaType: '',
    compression: 'gzip',
    sizeBytes: number,
    unpackedBytes: null,
    present: true,
    sharedWith: 0,
    title: null,
    urls: [],
  };
}

function lineOf(line: number, layerNumber: number | null): HistoryLineInfo {
  return { line, instruction: 'RUN', text: '', createdAt: null, comment: null, layerNumber };
}
