// Room host: which use case answers which operation of the contract. Use cases are loaded when first asked for, so that a
// short command starts fast.
import { basename } from 'node:path';
import type { HostInfo, PickInfo, Settings } from '../../preload/contract/host-model.ts';
import type { CallName, JobName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import type { AppContext, JobContext } from '../app/context.ts';
import type { ExportTarget } from '../app/export-archive.ts';
import type { SyncDestination } from '../app/sync-artifacts.ts';
import type { SyncSource } from '../app/sync-sources.ts';
import type { ArchiveInput } from '../archive/open.ts';
import { StowageError } from '../errors.ts';
import type { HostContext } from './host-context.ts';
import type { Pick, Picks } from './picks.ts';

export type CallHandlers = {
  readonly [N in CallName]: (host: HostContext, input: OperationInput<N>) => OperationOutput<N> | Promise<OperationOutput<N>>;
};
export type JobHandlers = {
  readonly [N in JobName]: (
    app: AppContext,
    job: JobContext,
    input: OperationInput<N>,
    picks: Picks,
  ) => Promise<OperationOutput<N>>;
};

export const callHandlers: CallHandlers = {
  'store.status': async ({ app }) => (await import('../app/list.ts')).storeStatus(app),
  'repository.list': async ({ app }, input) => (await import('../app/list.ts')).repositories(app, input),
  'tag.list': async ({ app }, input) => (await import('../app/list.ts')).tags(app, input),
  'artifact.list': async ({ app }, input) => (await import('../app/list.ts')).artifacts(app, input),
  'usage.show': async ({ app }) => (await import('../app/list.ts')).usage(app),
  'usage.map': async ({ app }) => (await import('../app/overview.ts')).mapUsage(app),
  'selection.footprint': async ({ app }, input) => (await import('../app/overview.ts')).footprint(app, input),
  'search.find': async ({ app }, input) => (await import('../app/overview.ts')).find(app, input),
  'artifact.show': async ({ app }, input) => (await import('../app/show-artifact.ts')).showArtifact(app, input),
  'manifest.read': async ({ app }, input) => (await import('../app/show-artifact.ts')).readManifest(app, input),
  'config.read': async ({ app }, input) => (await import('../app/show-artifact.ts')).readConfigText(app, input),
  'tag.add': async ({ app }, input) => (await import('../app/tag-artifact.ts')).addTag(app, input),
  'tag.remove': async ({ app }, input) => (await import('../app/tag-artifact.ts')).removeTags(app, input),
  'artifact.remove': async ({ app }, input) => (await import('../app/remove-artifact.ts')).removeArtifacts(app, input),
  'artifact.plan-removal': async ({ app }, input) => (await import('../app/remove-artifact.ts')).planRemoval(app, input),
  'lock.set': async ({ app }, input) => (await import('../app/lock-artifact.ts')).setLock(app, input),
  'lock.list': async ({ app }) => (await import('../app/lock-artifact.ts')).listLocks(app),
  'cleanup.plan': async ({ app }, input) => (await import('../app/cleanup.ts')).planCleanup(app, input),
  'undo.show': async ({ app }) => (await import('../app/undo.ts')).showUndo(app),
  'undo.run': async ({ app }) => (await import('../app/undo.ts')).undo(app),
  'blob.explain': async ({ app }, input) => (await import('../app/explain-blob.ts')).explainBlob(app, input),
  'damage.list': async ({ app }) => (await import('../app/verify-store.ts')).listDamage(app),
  'log.list': async ({ app }, input) => (await import('../app/read-log.ts')).readLog(app, input),
  'store.list': async (host) => (await import('./stores.ts')).listStores(host),
  'store.create': async (host, input) => (await import('./stores.ts')).createStore(host, input),
  'store.open': async (host, input) => (await import('./stores.ts')).openStore(host, input),
  'store.forget': async (host, input) => (await import('./stores.ts')).forgetStore(host, input),
  'registry.show': ({ registry }) => registry.show(),
  'registry.start': async ({ registry, picks }, { certificate, key, users, ...input }) =>
    await registry.start({
      ...input,
      certificatePath: pathOf(picks, certificate),
      keyPath: pathOf(picks, key),
      usersPath: pathOf(picks, users),
    }),
  'registry.stop': async ({ registry }) => await registry.stop(),
  'registry.set-user': async ({ registry }, input) => await registry.setUser(input),
  'registry.make-token': ({ registry }, input) => registry.makeToken(input),
  'registry.remove-user': ({ registry }, { name }) => registry.removeUser(name),
  'registry.activity': ({ registry }, input) => registry.activity(input),
  'remote.list': async ({ remotes }) => await remotes.list(),
  'remote.set': async ({ remotes, picks }, { ca, ...input }) =>
    await remotes.set({ ...input, caPath: ca === null ? null : pathOf(picks, ca) }),
  'remote.forget': ({ remotes }, { registry }) => remotes.forget(registry),
  'remote.check': async ({ remotes }, { registry }) => await remotes.check(registry),
  'remote.sign-in': async ({ remotes }, input) => await remotes.signIn(input),
  'remote.sign-out': async ({ remotes }, { registry }) => await remotes.signOut(registry),
  'remote.repositories': async ({ app }, input) => await (await import('../app/browse-remote.ts')).listRepositories(app, input),
  'remote.tags': async ({ app }, input) => await (await import('../app/browse-remote.ts')).listTags(app, input),
  'host.describe': (host) => describeHost(host),
  'settings.get': ({ settings }) => settings.read(),
  'settings.change': ({ settings, onSettings }, input) => {
    const changed = settings.change(input as Partial<Settings>);
    onSettings();
    return changed;
  },
  'pick.choose': async ({ picks, door }, { kind, suggestedName }) => {
    const paths = (await door.choose?.(kind, suggestedName)) ?? [];
    return paths.map((path) => offerPath(picks, path));
  },
  'pick.path': async (host, { path }) => {
    if (!host.door.info.hostPaths && !(await isKnownStore(host, path))) throw new StowageError('pick-unknown', { pick: path });
    return offerPath(host.picks, path);
  },
  'pick.sample': ({ picks, about }) => {
    if (about.samplePath === null) throw new StowageError('pick-unknown', { pick: 'sample' });
    return offerPath(picks, about.samplePath);
  },
  'job.list': ({ jobs }) => jobs.list(),
  'job.cancel': ({ jobs }, { job }) => ({ cancelled: jobs.cancel(job) }),
  'job.answer': ({ jobs }, { job, proceed, ...answer }) => ({ answered: jobs.answer(job, proceed ? answer : null) }),
  'job.retry': ({ jobs }, { job }) => ({ job: jobs.retry(job) }),
  'job.dismiss': ({ jobs }, { job }) => ({ dismissed: jobs.dismiss(job) }),
  'job.reveal': ({ jobs, door }, { job }) => {
    const written = jobs.record(job).exportReport?.target;
    if (written === undefined || door.reveal === undefined) return { shown: false };
    door.reveal(written);
    return { shown: true };
  },
};

export const jobHandlers: JobHandlers = {
  'archive.plan': async (app, job, input, picks) =>
    (await import('../app/import-archives.ts')).planImport(app, job, inputs(picks, input.picks), input),
  'archive.import': async (app, job, input, picks) =>
    (await import('../app/import-archives.ts')).importArchives(app, job, inputs(picks, input.picks), input),
  'archive.export': async (app, job, input, picks) =>
    (await import('../app/export-archive.ts')).exportArchive(app, job, target(picks.resolve(input.target)), input),
  'blob.read': async (app, job, input, picks) =>
    (await import('../app/read-blob.ts')).readBlob(app, job, target(picks.resolve(input.target)), input.digest),
  'store.rebuild': async (app, job) => (await import('../app/rebuild-store.ts')).rebuildStore(app, job),
  'cleanup.run': async (app, job, input) => await (await import('../app/cleanup.ts')).runCleanup(app, job, input),
  'store.verify': async (app, job, input) => await (await import('../app/verify-store.ts')).verifyStore(app, job, input),
  'store.repair': async (app, job, input, picks) =>
    await (await import('../app/repair-store.ts')).repairStore(app, job, inputs(picks, input.sources), input.digests),
  'store.move': async (app, job, input, picks) =>
    await (await import('../app/move-store.ts')).moveStore(app, job, picks.pathOf(input.folder)),
  'remote.pull': async (app, job, { ca, ...input }, picks) =>
    await (await import('../app/pull-artifacts.ts')).pullArtifacts(app, job, input, ca === undefined ? null : picks.pathOf(ca)),
  'remote.push': async (app, job, { ca, ...input }, picks) =>
    await (await import('../app/push-artifacts.ts')).pushArtifacts(app, job, input, ca === undefined ? null : picks.pathOf(ca)),
  'remote.sync': async (app, job, { ca, sources, destination, ...input }, picks) =>
    await (await import('../app/sync-artifacts.ts')).syncArtifacts(
      app,
      job,
      { ...input, sources: sources.map((each) => syncSource(picks, each)), destination: syncDestination(picks, destination) },
      ca === undefined ? null : picks.pathOf(ca),
    ),
  'store.copy': async (app, job, input, picks) =>
    await (await import('../app/copy-store.ts')).copyToStore(app, job, picks.pathOf(input.folder), input.references),
};

function describeHost({ app, door, about, stores }: HostContext): HostInfo {
  const store = app.openStore('peek');
  return {
    ...door.info,
    version: about.version,
    platform: process.platform,
    storePath: stores.place().path,
    storeExists: store.exists,
    volume: store.volume(),
    sampleArchive: about.samplePath !== null,
  };
}

function pathOf(picks: Picks, pick: string | undefined): string | undefined {
  return pick === undefined ? undefined : picks.pathOf(pick);
}

function offerPath(picks: Picks, path: string): PickInfo {
  return { pick: picks.offer({ kind: 'path', path }), name: basename(path) };
}

function inputs(picks: Picks, ids: readonly string[]): readonly ArchiveInput[] {
  return ids.map((id) => inputOf(picks, id));
}

function inputOf(picks: Picks, id: string): ArchiveInput {
  const pick = picks.resolve(id);
  if (pick.kind === 'stdout' || pick.kind === 'download') throw new StowageError('pick-unknown', { pick: id });
  return pick;
}

type SyncPlace = OperationInput<'remote.sync'>['destination'];

function syncSource(picks: Picks, place: SyncPlace): SyncSource {
  return place.kind === 'archive' ? { kind: 'archive', input: inputOf(picks, place.pick) } : syncPlace(picks, place);
}

function syncDestination(picks: Picks, place: SyncPlace): SyncDestination {
  return place.kind === 'archive' ? { kind: 'archive', target: target(picks.resolve(place.pick)) } : syncPlace(picks, place);
}

function syncPlace(picks: Picks, place: Exclude<SyncPlace, { kind: 'archive' }>): Exclude<SyncSource, { kind: 'archive' }> {
  return place.kind === 'registry' ? place : { kind: 'store', path: pathOf(picks, place.folder) ?? null };
}

/** A store its user opened before was chosen once, so its path may be named. */
async function isKnownStore(host: HostContext, path: string): Promise<boolean> {
  return (await import('./stores.ts')).listStores(host).some((store) => store.path === path);
}

function target(pick: Pick): ExportTarget {
  if (pick.kind === 'path') return pick;
  if (pick.kind === 'stdout') return { kind: 'stream', stream: process.stdout };
  if (pick.kind === 'download') return { kind: 'stream', stream: pick.stream };
  throw new StowageError('pick-unknown', { pick: pick.kind });
}
