// Room host: which use case answers which operation of the contract. Use cases are loaded when first asked for, so that a
// short command starts fast.
import type { CallName, JobName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import type { AppContext, JobContext } from '../app/context.ts';
import type { ExportTarget } from '../app/export-archive.ts';
import type { ArchiveInput } from '../archive/open.ts';
import { StowageError } from '../errors.ts';
import type { Pick, Picks } from './picks.ts';

export type CallHandlers = {
  readonly [N in Exclude<CallName, 'job.cancel'>]: (app: AppContext, input: OperationInput<N>) => Promise<OperationOutput<N>>;
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
  'store.status': async (app) => (await import('../app/list.ts')).storeStatus(app),
  'repository.list': async (app, input) => (await import('../app/list.ts')).repositories(app, input),
  'tag.list': async (app, input) => (await import('../app/list.ts')).tags(app, input),
  'artifact.list': async (app, input) => (await import('../app/list.ts')).artifacts(app, input),
  'usage.show': async (app) => (await import('../app/list.ts')).usage(app),
  'artifact.show': async (app, input) => (await import('../app/show-artifact.ts')).showArtifact(app, input),
  'manifest.read': async (app, input) => (await import('../app/show-artifact.ts')).readManifest(app, input),
  'tag.add': async (app, input) => (await import('../app/tag-artifact.ts')).addTag(app, input),
  'tag.remove': async (app, input) => (await import('../app/tag-artifact.ts')).removeTags(app, input),
  'artifact.remove': async (app, input) => (await import('../app/remove-artifact.ts')).removeArtifacts(app, input),
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
};

function inputs(picks: Picks, ids: readonly string[]): readonly ArchiveInput[] {
  return ids.map((id) => {
    const pick = picks.resolve(id);
    if (pick.kind === 'stdout') throw new StowageError('pick-unknown', { pick: id });
    return pick;
  });
}

function target(pick: Pick): ExportTarget {
  if (pick.kind === 'path') return pick;
  if (pick.kind === 'stdin') throw new StowageError('pick-unknown', { pick: pick.kind });
  return { kind: 'stream', stream: process.stdout };
}
