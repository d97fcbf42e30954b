// Room cli: `stowage pull`.
import type { PullReport } from '../../../preload/contract/registry-model.ts';
import { StowageError } from '../../errors.ts';
import { familiarReference, parseReference } from '../../oci/reference.ts';
import { platformList } from '../platform-list.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, notice, strong } from '../text/line.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'pull'> = async (session, references, options) => {
  if (options['all-platforms'] === true && options.platform !== undefined)
    throw new StowageError('usage', { reason: '--platform and --all-platforms exclude each other.', command: 'pull' });
  const report = await session.job('remote.pull', {
    references: [...references],
    platforms: platformList(options.platform),
    allPlatforms: options['all-platforms'],
    referrers: options['no-referrers'] === true ? false : undefined,
    plainHttp: options['plain-http'],
    ca: options.ca === undefined ? undefined : await session.offer({ kind: 'path', path: options.ca }),
    dryRun: options['dry-run'],
  });
  session.answer(report, { lines: () => pullLines(report), names: () => report.artifacts.map(({ digest }) => digest) });
  return 0;
};

export function pullLines(report: PullReport): readonly Line[] {
  const { artifacts, movedTags, leftOut, referrerCount, newBytes, heldBytes, dryRun } = report;
  return [
    ...artifacts.map(({ reference, digest, status }): Line => {
      const word = status === 'held' ? faint('held   ') : status === 'new' ? 'new    ' : notice('updated');
      return [word, '  ', strong(familiar(reference)), '  ', faint(digest)];
    }),
    ...movedTags.map(({ reference, from }): Line => [`${familiar(reference)} was `, faint(from)]),
    ...(leftOut.length === 0 ? [] : [[faint(`Left out: ${leftOut.map(({ platform }) => platform).join(', ')}`)]]),
    [
      `${dryRun ? 'Would pull' : 'Pulled'} ${count(artifacts.length, 'artifact')}`,
      referrerCount === 0 ? '' : ` and ${count(referrerCount, 'referrer')}`,
      `: ${bytesText(newBytes)} new, ${bytesText(heldBytes)} already held`,
    ],
  ];
}

function familiar(reference: string): string {
  return familiarReference(parseReference(reference));
}
