// Room cli: `stowage unlock REF`.
import { lockLine } from '../lock-lines.ts';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'unlock'> = async (session, [reference = '']) => {
  const lock = await session.call('lock.set', {
    reference,
    deleteEnabled: true,
    writeEnabled: true,
    listEnabled: true,
    readEnabled: true,
  });
  session.answer(lock, { lines: () => [lockLine(reference, lock)] });
  return 0;
};
