// Room cli: `stowage manifest REF`: the bytes as stored; on a terminal the same text made safe to look at.
import type { CommandRun } from '../session.ts';
import { safeLines } from '../text/safe-text.ts';

export const run: CommandRun<'manifest'> = async (session, [reference = ''], { platform }) => {
  const manifest = await session.call('manifest.read', { reference, platform });
  if (session.json) {
    session.stdout.json(manifest, 2);
  } else if (session.stdout.isTerminal) {
    session.stdout.lines(safeLines(manifest.text));
  } else {
    await session.job('blob.read', { digest: manifest.digest, target: await session.offer({ kind: 'stdout' }) });
  }
  return 0;
};
