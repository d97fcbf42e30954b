// Room cli: how the packaged app is asked for a command instead of its window: with a command's name first, or by the
// `stowage` command of the package, which puts `--cli --` before its own words so that Chromium reads none of them.
import { isCommandName } from './command-table.ts';

/** The words after the program, and in development after the app's folder. */
export function appWords(argv: readonly string[], inDevelopment: boolean): readonly string[] {
  return argv.slice(inDevelopment ? 2 : 1);
}

/** The command line among the app's words, null where the window is wanted. */
export function commandLineIn(words: readonly string[]): readonly string[] | null {
  const flag = words.indexOf('--cli');
  if (flag >= 0) return words.slice(words[flag + 1] === '--' ? flag + 2 : flag + 1);
  const [first = ''] = words;
  return isCommandName(first) ? words : null;
}
