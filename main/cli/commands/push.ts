// Room cli: `stowage push`.
import type { PushReport } from '../../../preload/contract/registry-model.ts';
import type { CommandRun } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, strong } from '../text/line.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'push'> = async (session, [reference = '', destination], options) => {
  const report = await session.job('remote.push', {
    references: [reference],
    destinations: destination === undefined ? undefined : [destination],
    plainHttp: options['plain-http'],
    ca: options.ca === undefined ? undefined : await session.offer({ kind: 'path', path: options.ca }),
    dryRun: options['dry-run'],
  });
  session.answer(report, { lines: () => pushLines(report), names: () => report.artifacts.map(({ digest }) => digest) });
  return 0;
};

export function pushLines({ artifacts, referrerCount, newBytes, heldBytes, movedTags, dryRun }: PushReport): readonly Line[] {
  const sent = dryRun ? 'Would push' : 'Pushed';
  return [
    ...artifacts.map(
      ({ destination, digest, status }): Line => [
        status === 'held' ? 'Already there: ' : `${sent} `,
        strong(destination),
        '  ',
        faint(digest),
      ],
    ),
    ...movedTags.map(({ reference, from }): Line => [`${reference} was `, faint(from)]),
    [
      `${bytesText(newBytes)} ${dryRun ? 'to send' : 'sent'}, ${bytesText(heldBytes)} already there`,
      referrerCount === 0 ? '' : `, ${count(referrerCount, 'referrer')} with it`,
    ],
  ];
}
