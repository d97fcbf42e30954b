// Room cli: `stowage tag SOURCE REF`.
import type { TagChange } from '../../../preload/contract/model.ts';
import type { CommandRun } from '../session.ts';
import { type Line, strong } from '../text/line.ts';
import { familiar, shortDigest } from '../text/words.ts';

export const run: CommandRun<'tag'> = async (session, [source = '', reference = ''], options) => {
  const change = await session.call('tag.add', { source, reference, onConflict: options['on-conflict'] });
  session.answer(change, { lines: () => [tagChangeLine(change)] });
  return 0;
};

export function tagChangeLine({ reference, digest, previousDigest }: TagChange): Line {
  const name = strong(familiar(reference));
  if (previousDigest === null) return [name, ` is ${shortDigest(digest)}`];
  if (previousDigest === digest) return [name, ` was ${shortDigest(digest)} already`];
  return [name, ` moved from ${shortDigest(previousDigest)} to ${shortDigest(digest)}`];
}
