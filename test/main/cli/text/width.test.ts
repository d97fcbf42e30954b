// Tests of main/cli/text/width.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../../../main/cli/text/safe-text.ts';
import { cutToWidth, padToWidth, widthOf } from '../../../../main/cli/text/width.ts';

const shownText = fc.string({ unit: fc.constantFrom('a', 'é', '表', '한', 'ﾊ', '😀', '́', ' ') }).map(safeText);

describe('widthOf', () => {
  it('counts wide characters and emoji twice, combining marks not at all', () => {
    expect(['web', '容器映像', 'ﾊﾝｶｸ', 'e\u0301', '한국', '😀', 'Ａ', '…'].map(widthOf)).toEqual([3, 8, 4, 1, 4, 2, 2, 1]);
  });
});

describe('cutToWidth', () => {
  it('never exceeds the width and changes nothing that fits', () => {
    fc.assert(
      fc.property(shownText, fc.nat({ max: 40 }), (text, cells) => {
        const cut = cutToWidth(text, cells);
        expect(widthOf(cut)).toBeLessThanOrEqual(cells);
        if (widthOf(text) <= cells) expect(cut).toBe(text);
      }),
    );
  });

  it('shows by an ellipsis that something was cut, and never half a character', () => {
    expect([cutToWidth('container', 5), cutToWidth('容器映像', 4), cutToWidth('容器', 0)]).toEqual(['cont…', '容…', '']);
  });
});

describe('padToWidth', () => {
  it('fills to the width on the side it is told', () => {
    fc.assert(
      fc.property(shownText, fc.nat({ max: 40 }), fc.constantFrom('left' as const, 'right' as const), (text, cells, align) => {
        expect(widthOf(padToWidth(text, cells, align))).toBe(Math.max(cells, widthOf(text)));
      }),
    );
    expect([padToWidth('容', 4, 'left'), padToWidth('容', 4, 'right')]).toEqual(['容  ', '  容']);
  });
});
