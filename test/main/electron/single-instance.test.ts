// Room test/main/electron: files handed over from the command line.
import { describe, expect, test } from 'vitest';
import { filesIn, OpenedFiles } from '../../../main/electron/single-instance.ts';

describe('files on the command line', () => {
  test('are made absolute, and switches are left out', () => {
    expect(filesIn(['--lang=en', 'a.tar', '/b/c.tar', '-psn_0_1'], '/home')).toEqual(['/home/a.tar', '/b/c.tar']);
  });
});

describe('opened files', () => {
  test('wait until somebody takes them, and go on at once from then on', () => {
    const opened = new OpenedFiles();
    const taken: (readonly string[])[] = [];
    opened.add(['a']);
    opened.add(['b', 'c']);
    opened.deliver((files) => taken.push(files));
    opened.add(['d']);
    expect(taken).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('are not delivered where there are none', () => {
    const taken: (readonly string[])[] = [];
    new OpenedFiles().deliver((files) => taken.push(files));
    expect(taken).toEqual([]);
  });
});
