// Tests of main/cli/output.ts.
import { describe, expect, it } from 'vitest';
import { Output } from '../../../main/cli/output.ts';
import { bad, strong } from '../../../main/cli/text/line.ts';
import { memoryStream } from './memory-stream.ts';

const colours = (isTTY: boolean, env: Readonly<Record<string, string>>, noColor = false): boolean =>
  new Output(memoryStream(isTTY), { noColor, env }).colours;

describe('Output', () => {
  it('colours on a terminal only, unless asked otherwise', () => {
    expect([colours(true, {}), colours(false, {})]).toEqual([true, false]);
    expect([colours(true, { NO_COLOR: '1' }), colours(true, { NO_COLOR: '' }), colours(true, { TERM: 'dumb' })]).toEqual([
      false,
      true,
      false,
    ]);
    expect([colours(false, { FORCE_COLOR: '1' }), colours(true, { FORCE_COLOR: '0' })]).toEqual([true, false]);
    expect([colours(true, { FORCE_COLOR: '1' }, true), colours(true, { FORCE_COLOR: '1', NO_COLOR: '1' })]).toEqual([
      false,
      false,
    ]);
  });

  it('writes lines escaped, with colours of its own only', () => {
    const stream = memoryStream(true);
    new Output(stream, { noColor: false, env: {} }).lines(['a\u001b[2J', [strong('b\u202e'), ' c', bad('')]]);
    expect(stream.written()).toBe(`a\\e[2J\n\u001b[1mb\\u{202e}\u001b[22m c\n`);
  });

  it('writes nothing for no lines', () => {
    const stream = memoryStream(false);
    new Output(stream, { noColor: false, env: {} }).lines([]);
    expect(stream.written()).toBe('');
  });

  it('falls silent when its reader goes away, and throws other errors', () => {
    const stream = memoryStream(false);
    const output = new Output(stream, { noColor: false, env: {} });
    stream.fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    output.lines(['lost']);
    expect(stream.written()).toBe('');
    expect(() => stream.fail(Object.assign(new Error('write EIO'), { code: 'EIO' }))).toThrow('EIO');
  });

  it('knows its width on a terminal only', () => {
    const screens = [true, false].map((isTTY) => new Output(memoryStream(isTTY), { noColor: false, env: {} }).screen);
    expect(screens).toEqual([100, null]);
  });
});
