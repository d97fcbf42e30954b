// Room cli: `stowage untag REF…`.
import type { CommandRun } from '../session.ts';
import { strong } from '../text/line.ts';
import { familiar, shortDigest } from '../text/words.ts';

export const run: CommandRun<'untag'> = async (session, references) => {
  const changes = await session.call('tag.remove', { references: [...references] });
  session.answer(changes, {
    lines: () =>
      changes.map(({ reference, digest }) => [
        strong(familiar(reference)),
        ` taken away; ${shortDigest(digest)} stays in the store`,
      ]),
  });
  return 0;
};
