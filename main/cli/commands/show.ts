// Room cli: `stowage show REF`.
import { artifactPage } from '../artifact-page.ts';
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'show'> = async (session, [reference = ''], { platform }) => {
  const artifact = await session.call('artifact.show', { reference, platform });
  session.answer(artifact, { lines: (view) => artifactPage(artifact, view), names: () => [artifact.digest] });
  return 0;
};
