// Room test/support: imports that wait for an answer to their plan: starting one, answering it, and what a report says.
import { expect } from 'vitest';
import { call } from '../../main/host/client.ts';
import type { OperationInput } from '../../preload/contract/operations.ts';
import type { ImportReport, JobRecord, PlannedArtifact } from '../../preload/contract/transfer-model.ts';
import { filesOf, type OpenedStore } from '../main/opened-store.ts';
import { reached, settled, startJob } from './job-watch.ts';

type Answer = Omit<OperationInput<'job.answer'>, 'job'>;
type Options = Omit<OperationInput<'archive.import'>, 'picks' | 'review'>;
type PlannedRecord = JobRecord & { readonly plan: ImportReport };

/** Starts an import of these paths with review and waits for its plan. */
export async function planned(store: OpenedStore, paths: readonly string[], options: Options = {}): Promise<PlannedRecord> {
  const picks = paths.map((path) => store.host.picks.offer({ kind: 'path', path }));
  return await plannedOf(store, picks, options);
}

export async function plannedOf(store: OpenedStore, picks: readonly string[], options: Options = {}): Promise<PlannedRecord> {
  const job = await startJob(store.host, 'archive.import', { picks: [...picks], review: true, ...options });
  const record = await reached(store.host, job, 'needs-answer', 'finished', 'failed');
  if (record.plan === null) throw new Error(`there is no plan: ${JSON.stringify(record)}`);
  return { ...record, plan: record.plan };
}

/** Answers and waits until the job has settled. */
export async function answered(store: OpenedStore, job: string, answer: Answer): Promise<JobRecord> {
  expect(await call(store.host, 'job.answer', { job, ...answer })).toEqual({ answered: true });
  return await settled(store.host, job);
}

export function artifactsIn(report: ImportReport | null): readonly PlannedArtifact[] {
  return report?.archives.flatMap((part) => part.artifacts) ?? [];
}

/** The failure of each archive, or of its first artifact that has one. */
export function failuresIn(report: ImportReport | null): readonly (string | undefined)[] {
  const codes = report?.archives.map(
    ({ failure, artifacts }) => failure?.code ?? artifacts.find((artifact) => artifact.failure !== null)?.failure?.code,
  );
  return codes ?? [];
}

/** What counts: blobs, index.json and ledger, without what work in progress keeps in staging. */
export function settledFiles(store: OpenedStore): ReadonlyMap<string, string> {
  return new Map([...filesOf(store.path)].filter(([path]) => !/\.stowage[\\/]staging/.test(path)));
}
