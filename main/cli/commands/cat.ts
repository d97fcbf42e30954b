// Room cli: `stowage cat DIGEST`: the bytes of a blob on stdout, and nothing else there.
import { StowageError } from '../../errors.ts';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'cat'> = async (session, [digest = '']) => {
  if (session.stdout.isTerminal) {
    throw new StowageError('usage', {
      reason: 'A blob may be binary and is not written to a terminal: redirect it with > FILE.',
      command: 'cat',
    });
  }
  const report = await session.job('blob.read', { digest, target: await session.offer({ kind: 'stdout' }) });
  // stdout carries the blob, so the answer, where one was asked for, goes to stderr.
  if (session.json) session.stderr.json(report, 2);
  return 0;
};
