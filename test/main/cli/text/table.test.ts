// Tests of main/cli/text/table.ts: what a table looks like once it is characters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, notice, paint } from '../../../../main/cli/text/line.ts';
import { labelled, table } from '../../../../main/cli/text/table.ts';
import { widthOf } from '../../../../main/cli/text/width.ts';

const plain = (lines: readonly Line[]): readonly string[] => lines.map((line) => paint(line, false));

describe('table', () => {
  it('aligns names left and sizes right, wide characters included, and leaves no spaces at the end', () => {
    const columns = [{ heading: 'Name' }, { heading: 'Size', align: 'right' }, { heading: 'Note' }] as const;
    const rows = [
      ['web', '1.00 kB', ''],
      ['容器', '12.3 MB', 'moved'],
    ];
    expect(plain(table(columns, rows, null))).toEqual(['Name     Size  Note', 'web   1.00 kB', '容器  12.3 MB  moved']);
  });

  it('measures a cell by what is shown of it', () => {
    const columns = [{ heading: 'Name' }, { heading: 'Kind' }] as const;
    const rows = [
      ['a\u001b[31m', 'image'],
      ['plain', 'index'],
    ];
    expect(plain(table(columns, rows, null))).toEqual(['Name     Kind', String.raw`a\e[31m  image`, 'plain    index']);
  });

  it('has no line of headings where no column has one, and no lines at all without rows', () => {
    expect(plain(table([{ heading: '' }, { heading: '' }], [['a', 'b']], null, '  '))).toEqual(['  a  b']);
    expect(table([{ heading: 'Name' }], [], null)).toEqual([]);
  });

  it('cuts only the column that may be cut, down to what the screen holds', () => {
    const columns = [{ heading: 'Digest' }, { heading: 'Made by', cut: true }] as const;
    const rows = [['abcdef012345', 'RUN apt-get update && apt-get install -y curl']];
    expect(plain(table(columns, rows, 40))[1]).toBe('abcdef012345  RUN apt-get update && apt…');
    expect(plain(table(columns, rows, null))[1]).toBe(rows[0]?.join('  '));
  });

  it('keeps every column of every row at the same cell, whatever is in them', () => {
    const cell = fc.string({
      unit: fc.oneof(fc.constantFrom('表', '😀', '\u001b', '\u202e', 'é'), fc.string({ minLength: 1, maxLength: 1 })),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const lines = plain(
          table(
            [{ heading: 'A' }, { heading: 'B' }, { heading: 'C' }],
            rows.map(([a, b]) => [a, b, '|']),
            null,
          ),
        );
        const starts = new Set(lines.slice(1).map((line) => widthOf(line.slice(0, line.lastIndexOf('|')))));
        expect(starts.size).toBe(1);
      }),
    );
  });

  it('keeps the tone of a cell', () => {
    expect(paint(table([{ heading: '' }, { heading: '' }], [[notice('not stored'), 'x']], null)[0] ?? '', true)).toBe(
      '\u001b[33mnot stored\u001b[39m  x',
    );
  });
});

describe('labelled', () => {
  it('puts further values under the first and leaves labels without values out', () => {
    const lines = labelled([
      ['Entrypoint', ['/app']],
      ['User', []],
      ['Env', ['A=1', 'B=2']],
    ]);
    expect(plain(lines)).toEqual(['Entrypoint  /app', 'Env         A=1', '            B=2']);
  });
});
