// Room cli: `stowage completion bash|zsh|fish`.
import { StowageError } from '../../errors.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { CommandRun } from '../session.ts';

const shells: Readonly<Record<string, () => string>> = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export const run: CommandRun<'completion'> = (session, [shell = '']) => {
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (script === undefined)
    throw new StowageError('usage', { reason: `The shells are bash, zsh and fish, not "${shell}".`, command: 'completion' });
  session.stdout.raw(script());
  return Promise.resolve(0);
};
