// Feature transfers: figures of running and settled jobs: how far, how fast, how long still, how it ended. Pure.
import type { Failure } from '../../../preload/contract/failure.ts';
import type { PullReport } from '../../../preload/contract/registry-model.ts';
import type { ImportReport, JobRecord } from '../../../preload/contract/transfer-model.ts';
import { splitReference } from '../../format/report-names.ts';

export type Ending = 'finished' | 'partly' | 'stopped' | 'cancelled';

export const stagesOf = {
  import: ['read', 'plan', 'store', 'tags'],
  export: ['gather', 'write'],
  plan: ['read', 'plan'],
  save: ['write'],
  rebuild: ['rebuild'],
  cleanup: ['delete'],
  verify: ['check'],
  repair: ['read', 'store'],
  move: ['copy', 'check', 'remove'],
  copy: ['copy'],
  pull: ['plan', 'fetch', 'tags'],
  push: ['plan', 'send'],
  sync: ['plan', 'copy'],
} as const;

export type Verb = keyof typeof stagesOf;
export type Stage = (typeof stagesOf)[Verb][number];

const verbs: Readonly<Record<JobRecord['operation'], Verb>> = {
  'archive.import': 'import',
  'archive.plan': 'plan',
  'archive.export': 'export',
  'blob.read': 'save',
  'store.rebuild': 'rebuild',
  'cleanup.run': 'cleanup',
  'store.verify': 'verify',
  'store.repair': 'repair',
  'store.move': 'move',
  'store.copy': 'copy',
  'remote.pull': 'pull',
  'remote.push': 'push',
  'remote.sync': 'sync',
};

export function verbOf({ operation }: JobRecord): Verb {
  return verbs[operation];
}

type StageOfPhase = Readonly<Record<string, Stage>>;

const importPhases: StageOfPhase = { planning: 'plan', waiting: 'plan', writing: 'store', checking: 'store', committing: 'tags' };
/** Phases that are not told stand in the first stage. */
const laterStages: Readonly<Partial<Record<Verb, StageOfPhase>>> = {
  import: importPhases,
  plan: importPhases,
  export: { writing: 'write' },
  repair: { writing: 'store', checking: 'store', committing: 'store' },
  pull: { writing: 'fetch', committing: 'tags' },
  push: { copying: 'send' },
  sync: { copying: 'copy', writing: 'copy', committing: 'copy' },
  move: { checking: 'check', verifying: 'check', committing: 'check', deleting: 'remove' },
};

/** The stage a running job is in. */
export function stageOf(job: JobRecord): Stage {
  const verb = verbOf(job);
  return laterStages[verb]?.[job.progress.phase] ?? stagesOf[verb][0];
}

/** What is done to the bytes it counts. */
export function actOf(job: JobRecord): 'stored' | 'written' | 'deleted' | 'checked' | 'copied' {
  switch (verbOf(job)) {
    case 'import':
    case 'repair':
    case 'pull':
      return 'stored';
    case 'cleanup':
      return 'deleted';
    case 'verify':
      return 'checked';
    case 'move':
      return stageOf(job) === 'copy' ? 'copied' : 'checked';
    case 'copy':
    case 'push':
    case 'sync':
      return 'copied';
    default:
      return 'written';
  }
}

/** 0 to 1 of what it works on now, what it skipped included; null where the length cannot be known. */
export function fractionOf({ progress: { doneBytes, totalBytes, sharedBytes } }: JobRecord): number | null {
  if (totalBytes === null) return null;
  const wholeBytes = totalBytes + sharedBytes;
  return wholeBytes === 0 ? 1 : Math.min(1, (doneBytes + sharedBytes) / wholeBytes);
}

const allBytes = ({ progress }: JobRecord): number => (progress.totalBytes ?? 0) + progress.sharedBytes;

/** How far all running jobs are together; null when that of one is not known. */
export function jointFraction(jobs: readonly JobRecord[]): number | null {
  const fractions = jobs.map(fractionOf);
  if (jobs.length === 0 || fractions.includes(null)) return null;
  const totalBytes = jobs.reduce((sum, job) => sum + allBytes(job), 0);
  if (totalBytes === 0) return 1;
  return jobs.reduce((sum, job) => sum + (fractionOf(job) ?? 0) * allBytes(job), 0) / totalBytes;
}

const measuredSeconds = 5;

/** Bytes per second over the last few seconds; null before there is a measure. */
export function rateOf({ rates }: JobRecord): number | null {
  const last = rates.slice(-measuredSeconds);
  return last.length === 0 ? null : last.reduce((sum, rate) => sum + rate, 0) / last.length;
}

/** Seconds until it has done what it works on now; null where length or rate is not known. */
export function secondsLeft(job: JobRecord): number | null {
  const { doneBytes, totalBytes } = job.progress;
  const rate = rateOf(job);
  if (totalBytes === null || rate === null || rate < 1) return null;
  return Math.ceil(Math.max(0, totalBytes - doneBytes) / rate);
}

export function isSettled({ state }: JobRecord): boolean {
  return state === 'finished' || state === 'failed' || state === 'cancelled';
}

/** How a settled job ended. An import that let nothing in has stopped, whatever the host calls it. */
export function endingOf({ state, importReport, verifyReport, repairReport }: JobRecord): Ending {
  if (state === 'cancelled') return 'cancelled';
  if (state === 'failed') return 'stopped';
  if ((verifyReport?.damage.length ?? 0) > 0 || (repairReport?.left.length ?? 0) > 0) return 'partly';
  if (importReport === null || importReport.refusedCount === 0) return 'finished';
  return importReport.addedCount + importReport.heldCount === 0 ? 'stopped' : 'partly';
}

/** Everything that went wrong, whole archives first. */
export function failuresOf({ failure, importReport }: JobRecord): readonly Failure[] {
  const archives = importReport?.archives ?? [];
  const all = [
    failure,
    ...archives.map((archive) => archive.failure),
    ...archives.flatMap(({ artifacts }) => artifacts.map((artifact) => artifact.failure)),
  ];
  return all.filter((found) => found !== null);
}

/** Full names of the repositories an import or a pull brought something into. */
export function repositoriesOf(report: ImportReport | PullReport): readonly string[] {
  const references =
    'archives' in report
      ? report.archives.flatMap(({ artifacts }) => artifacts.flatMap((artifact) => artifact.references))
      : report.artifacts.map(({ reference }) => reference);
  return [...new Set(references.map((reference) => splitReference(reference).repository))];
}
