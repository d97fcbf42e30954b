// Room cli: `stowage version`.
import { readFileSync } from 'node:fs';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'version'> = (session) => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  session.answer({ version }, { lines: () => [`stowage ${version}`], names: () => [version] });
  return Promise.resolve(0);
};
