// Room host: how a job is called on screens, told from what was asked.
import type { JobName, OperationInput } from '../../preload/contract/operations.ts';
import type { JobTitle } from './job-record.ts';
import type { Picks } from './picks.ts';

type Titles = { readonly [N in JobName]: (picks: Picks, input: OperationInput<N>) => Omit<JobTitle, 'operation'> };

const ofImport = (picks: Picks, input: OperationInput<'archive.import'>): Omit<JobTitle, 'operation'> => ({
  title: input.picks.map((id) => picks.nameOf(id)),
  target: null,
  canRetry: input.picks.every((id) => picks.resolve(id).kind === 'path'),
});

const titles: Titles = {
  'archive.plan': ofImport,
  'archive.import': ofImport,
  'archive.export': (picks, { references, target }) => ({
    title: references,
    target: picks.nameOf(target),
    canRetry: picks.resolve(target).kind === 'path',
  }),
  'blob.read': (picks, { digest, target }) => ({ title: [digest], target: picks.nameOf(target), canRetry: false }),
  'store.rebuild': () => ({ title: [], target: null, canRetry: true }),
  'cleanup.run': () => ({ title: [], target: null, canRetry: false }),
  'store.verify': (_picks, { repository }) => ({
    title: repository === undefined ? [] : [repository],
    target: null,
    canRetry: true,
  }),
  'store.repair': (picks, { sources }) => ({ title: sources.map((id) => picks.nameOf(id)), target: null, canRetry: true }),
  'store.move': (picks, { folder }) => ({ title: [], target: picks.nameOf(folder), canRetry: true }),
  'remote.pull': (_picks, { references }) => ({ title: references, target: null, canRetry: true }),
  'remote.push': (_picks, { references, destinations = [] }) => ({
    title: references,
    target: destinations.length === 1 ? (destinations[0] ?? null) : null,
    canRetry: true,
  }),
  'remote.sync': (picks, { sources, destination }) => ({
    title: sources.map((place) => placeName(picks, place)),
    target: placeName(picks, destination),
    canRetry: true,
  }),
  'store.copy': (picks, { references, folder }) => ({ title: references, target: picks.nameOf(folder), canRetry: true }),
};

type SyncPlace = OperationInput<'remote.sync'>['destination'];

function placeName(picks: Picks, place: SyncPlace): string {
  if (place.kind === 'registry') return place.reference;
  if (place.kind === 'archive') return picks.nameOf(place.pick);
  return place.folder === undefined ? 'store' : picks.nameOf(place.folder);
}

/** @throws StowageError pick-unknown */
export function titleJob<N extends JobName>(operation: N, picks: Picks, input: OperationInput<N>): JobTitle {
  return { operation, ...titles[operation](picks, input), isDryRun: 'dryRun' in input && input.dryRun === true };
}
