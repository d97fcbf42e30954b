// Room cli: `stowage sync SRC … DEST`.
import type { OperationInput } from '../../../preload/contract/operations.ts';
import type { SyncReport } from '../../../preload/contract/registry-model.ts';
import { StowageError } from '../../errors.ts';
import { familiarReference, parseReference } from '../../oci/reference.ts';
import { offerArchives } from '../archive-picks.ts';
import { platformList } from '../platform-list.ts';
import type { CommandRun, Session } from '../session.ts';
import { readPlace, type TypedPlace } from '../sync-places.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, notice, strong } from '../text/line.ts';
import { count } from '../text/words.ts';

type Place = OperationInput<'remote.sync'>['destination'];

export const run: CommandRun<'sync'> = async (session, operands, options) => {
  const places = operands.map(readPlace);
  const destination = places.at(-1) ?? { kind: 'store', path: null };
  const toStdout = destination.kind === 'archive' && destination.path === '-';
  if (toStdout && session.stdout.isTerminal && options['dry-run'] !== true)
    throw new StowageError('usage', {
      reason: 'An archive is not written to a terminal: redirect it with > FILE.',
      command: 'sync',
    });
  const sources: Place[] = [];
  for (const place of places.slice(0, -1)) sources.push(await offerSource(session, place));
  const report = await session.job('remote.sync', {
    sources,
    destination: await offerDestination(session, destination),
    repositories: options.repo === undefined ? undefined : [...options.repo],
    tagPattern: options.tag,
    platforms: platformList(options.platform),
    referrers: options['no-referrers'] === true ? false : undefined,
    plainHttp: options['plain-http'],
    ca: options.ca === undefined ? undefined : await session.offer({ kind: 'path', path: options.ca }),
    dryRun: options['dry-run'],
  });
  // Where stdout carries the archive, the report goes to stderr.
  session.answer(
    report,
    { lines: () => syncLines(report), names: () => report.synced.map(({ destination: name }) => name) },
    toStdout ? session.stderr : session.stdout,
  );
  return 0;
};

export function syncLines({ synced, newBytes, heldBytes, dryRun }: SyncReport): readonly Line[] {
  return [
    ...synced.map(({ source, destination, digest, status }): Line => {
      const word = status === 'held' ? faint('held   ') : status === 'new' ? 'new    ' : notice('updated');
      const from = source === destination ? '' : faint(`  from ${familiar(source)}`);
      return [word, '  ', strong(familiar(destination)), '  ', faint(digest ?? ''), from];
    }),
    [
      `${dryRun ? 'Would sync' : 'Synced'} ${count(synced.length, 'artifact')}`,
      `: ${bytesText(newBytes)} new, ${bytesText(heldBytes)} already there`,
    ],
  ];
}

async function offerSource(session: Session, place: TypedPlace): Promise<Place> {
  if (place.kind !== 'archive') return await offerPlace(session, place);
  const [pick = ''] = await offerArchives(session, [place.path], 'sync');
  return { kind: 'archive', pick };
}

async function offerDestination(session: Session, place: TypedPlace): Promise<Place> {
  if (place.kind !== 'archive') return await offerPlace(session, place);
  return {
    kind: 'archive',
    pick: await session.offer(place.path === '-' ? { kind: 'stdout' } : { kind: 'path', path: place.path }),
  };
}

async function offerPlace(session: Session, place: Exclude<TypedPlace, { kind: 'archive' }>): Promise<Place> {
  if (place.kind === 'registry') return place;
  return place.path === null
    ? { kind: 'store' }
    : { kind: 'store', folder: await session.offer({ kind: 'path', path: place.path }) };
}

function familiar(reference: string): string {
  return familiarReference(parseReference(reference));
}
