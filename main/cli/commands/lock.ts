// Room cli: `stowage lock [REF]`: sets a lock, or lists all of them.
import { StowageError } from '../../errors.ts';
import { lockLine, lockListLines } from '../lock-lines.ts';
import type { CommandRun } from '../session.ts';
import { familiar } from '../text/words.ts';

type Switch = 'true' | 'false' | undefined;

export const run: CommandRun<'lock'> = async (session, [reference], options) => {
  const given = {
    deleteEnabled: onOff(options['delete-enabled']),
    writeEnabled: onOff(options['write-enabled']),
    listEnabled: onOff(options['list-enabled']),
    readEnabled: onOff(options['read-enabled']),
  };
  const some = Object.values(given).some((value) => value !== undefined);
  if (reference === undefined) {
    if (some) throw new StowageError('usage', { reason: 'Switches need a name to lock.', command: 'lock' });
    const locks = await session.call('lock.list', {});
    session.answer(locks, {
      lines: (view) => lockListLines(locks, view),
      names: () => locks.map((lock) => familiar(lock.reference)),
    });
    return 0;
  }
  const lock = await session.call('lock.set', {
    reference,
    ...(some ? given : { deleteEnabled: false, writeEnabled: false }),
  });
  session.answer(lock, { lines: () => [lockLine(reference, lock)] });
  return 0;
};

function onOff(value: Switch): boolean | undefined {
  return value === undefined ? undefined : value === 'true';
}
