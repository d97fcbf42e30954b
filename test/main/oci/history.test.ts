// Room oci, tests: the history of an image, aligned to its layers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignHistory, type HistoryEntry } from '../../../main/oci/history.ts';

const entry = fc.record({
  createdBy: fc.constantFrom('COPY a b', 'ENV A=1', 'RUN true', 'bazel build', ''),
  emptyLayer: fc.boolean(),
});
const history = fc.array(entry, { maxLength: 12 });
const claims = (entries: readonly HistoryEntry[]) => entries.filter((line) => !line.emptyLayer).length;
const layerNumbers = (entries: readonly HistoryEntry[], layerCount: number) =>
  alignHistory({ history: entries }, layerCount).lines.map((line) => line.layerNumber);
const layer = (createdBy: string): HistoryEntry => ({ createdBy, emptyLayer: false });
const empty = (createdBy: string): HistoryEntry => ({ createdBy, emptyLayer: true });

describe('alignHistory', () => {
  it('gives each layer its line, in order, when the counts agree', () => {
    fc.assert(
      fc.property(history, (entries) => {
        const { lines, exact } = alignHistory({ history: entries }, claims(entries));
        expect(exact).toBe(true);
        const numbers = lines.filter((line) => !line.emptyLayer).map((line) => line.layerNumber);
        expect(numbers).toEqual(numbers.map((_, at) => at + 1));
        expect(lines.filter((line) => line.emptyLayer && line.layerNumber !== undefined)).toEqual([]);
      }),
    );
  });

  it('never gives a layer twice, nor out of order, nor one that is not there', () => {
    fc.assert(
      fc.property(history, fc.nat(15), (entries, layerCount) => {
        const { lines, exact } = alignHistory({ history: entries }, layerCount);
        expect(lines.map((line) => line.line)).toEqual(entries.map((_, at) => at + 1));
        expect(exact).toBe(claims(entries) === layerCount);
        const numbers = lines.flatMap((line) => line.layerNumber ?? []);
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
        expect(numbers.every((number) => number >= 1 && number <= layerCount)).toBe(true);
      }),
    );
  });

  it('gives the newest layers to a history that lacks its beginning', () => {
    expect(layerNumbers([layer('COPY a b'), empty('ENV A=1'), layer('RUN true')], 4)).toEqual([3, undefined, 4]);
  });

  it('passes over settings that a builder did not mark as empty', () => {
    expect(layerNumbers([layer('ADD rootfs /'), layer('ENV A=1'), layer('CMD ["sh"]')], 1)).toEqual([1, undefined, undefined]);
  });

  it('gives no layer to any line when more lines claim one than there are', () => {
    expect(layerNumbers([layer('ADD rootfs /'), layer('RUN true')], 1)).toEqual([undefined, undefined]);
    expect(layerNumbers([layer('ENV A=1'), layer('ENV B=1')], 1)).toEqual([undefined, undefined]);
  });

  it.each([
    ['/bin/sh -c #(nop) ADD file:abc in / ', 'ADD', 'file:abc in /'],
    ['/bin/sh -c #(nop)  CMD ["/bin/sh"]', 'CMD', '["/bin/sh"]'],
    ['/bin/sh -c apt-get update && rm -rf /var', 'RUN', 'apt-get update && rm -rf /var'],
    ['/bin/bash -o pipefail -c curl x | tar x', 'RUN', 'curl x | tar x'],
    ['|2 A=x y B=z /bin/sh -c make all', 'RUN', 'make all'],
    ['RUN |1 VERSION=1 /bin/sh -c make\nall # buildkit', 'RUN', 'make\nall'],
    ['RUN /bin/sh -c apk add curl # buildkit', 'RUN', 'apk add curl'],
    ['RUN rm /etc/motd && ...', 'RUN', 'rm /etc/motd && ...'],
    ['COPY app /opt/app/ # buildkit', 'COPY', 'app /opt/app/'],
    ['ADD base.tar / # held-out base', 'ADD', 'base.tar / # held-out base'],
    ['ENTRYPOINT ["/bin/sh" "-c" "x"]', 'ENTRYPOINT', '["/bin/sh" "-c" "x"]'],
    ['cmd /S /C #(nop) WORKDIR C:\\app', 'WORKDIR', 'C:\\app'],
    ['cmd /S /C dir', 'RUN', 'dir'],
    ['COPYRIGHT notice', '', 'COPYRIGHT notice'],
    ['jib-maven-plugin:3.4', '', 'jib-maven-plugin:3.4'],
    ['', '', ''],
  ])('makes %j readable', (createdBy, instruction, text) => {
    const [line] = alignHistory({ history: [layer(createdBy)] }, 1).lines;
    expect(line).toMatchObject({ createdBy, instruction, text });
  });

  it('reads megabytes of nested wrapping without running out of stack', () => {
    const createdBy = '#(nop) '.repeat(500_000);
    expect(alignHistory({ history: [layer(createdBy)] }, 1).lines).toMatchObject([{ createdBy, instruction: '' }]);
  });

  it('makes something of any text, of any length', () => {
    const piece = fc.constantFrom(
      '/bin/sh ',
      '-c ',
      '#(nop) ',
      'RUN ',
      '|1 ',
      'A=b ',
      '-o pipefail ',
      ' # buildkit',
      'x'.repeat(500),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
        const [line] = alignHistory({ history: [layer(pieces.join(''))] }, 1).lines;
        expect(line?.createdBy).toBe(pieces.join(''));
      }),
    );
  });
});
