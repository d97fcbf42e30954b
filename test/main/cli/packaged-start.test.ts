// Room test/main/cli: when the packaged app is a command.
import { describe, expect, test } from 'vitest';
import { appWords, commandLineIn } from '../../../main/cli/packaged-start.ts';

describe('the packaged app', () => {
  test.each([
    [
      ['import', 'a.tar'],
      ['import', 'a.tar'],
    ],
    [
      ['--cli', '--', 'import', '--', 'a.tar'],
      ['import', '--', 'a.tar'],
    ],
    [['--no-sandbox', '--ozone-platform=headless', '--cli', '--', '--version'], ['--version']],
    [['--cli'], []],
  ])('with %j runs the command line %j', (words, commandLine) => {
    expect(commandLineIn(words)).toEqual(commandLine);
  });

  test.each([[[]], [['a.tar']], [['--user-data-dir=x', 'a.tar']], [['/home/import']]])('with %j opens its window', (words) => {
    expect(commandLineIn(words)).toBeNull();
  });

  test('is started by its program alone; in development the folder stands before the words', () => {
    expect(appWords(['stowage', 'a.tar'], false)).toEqual(['a.tar']);
    expect(appWords(['electron', '.', 'a.tar'], true)).toEqual(['a.tar']);
  });
});
