// Room archive: the report of an import as the contract shows it: of archives that were refused whole, of an atomic import
// that one image stopped, and the sums over all archives.
import type { Failure } from '../../preload/contract/failure.ts';
import type { ArchiveReport, ImportReport } from '../../preload/contract/transfer-model.ts';
import { StowageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { heldNow } from './held-view.ts';
import type { Incoming, MovedTags } from './import-commit.ts';
import { type ArchiveInput, inputName } from './open.ts';
import { archiveReport, refusedCount } from './plan.ts';

/** An archive of an atomic import that was given up. */
export function atomicRefusal(store: Store, { plan }: Incoming): ArchiveReport {
  const failure: Failure = {
    code: 'image-refused',
    params: { archive: plan.tree.archive, count: Math.max(1, refusedCount(plan)) },
  };
  return { ...archiveReport(plan, heldNow(store)), failure };
}

/** The report of an archive that could not be read. What is not about the archive (disk, cancel, bug) is thrown on. */
export function refusedArchive(input: ArchiveInput, error: unknown, signal: AbortSignal): ArchiveReport {
  signal.throwIfAborted();
  if (!(error instanceof StowageError)) throw error;
  const environment = [
    'no-space',
    'file-system',
    'too-many-files',
    'store-busy',
    'store-read-only',
    'store-damaged',
    'reference-invalid',
    'internal',
  ];
  if (environment.includes(error.code)) throw error;
  return {
    archive: inputName(input),
    format: null,
    compression: null,
    artifacts: [],
    warnings: [],
    failure: error.failure,
    newBytes: 0,
    heldBytes: 0,
  };
}

/** The whole report. */
export function summary(store: Store, archives: readonly ArchiveReport[], movedTags: MovedTags, dryRun: boolean): ImportReport {
  const artifacts = archives.flatMap((archive) => archive.artifacts);
  const whole = archives.filter((archive) => archive.failure !== null && archive.artifacts.length === 0).length;
  const rolledBack = archives
    .filter((archive) => archive.failure?.code === 'image-refused')
    .flatMap((archive) => archive.artifacts);
  const count = (status: string): number =>
    artifacts.filter((artifact) => artifact.status === status && !rolledBack.includes(artifact)).length;
  return {
    dryRun,
    revision: store.revision,
    archives,
    newBytes: archives.reduce((sum, archive) => sum + archive.newBytes, 0),
    heldBytes: archives.reduce((sum, archive) => sum + archive.heldBytes, 0),
    freeBytes: store.volume().freeBytes,
    addedCount: count('new'),
    heldCount: count('held'),
    refusedCount:
      artifacts.filter((artifact) => artifact.status === 'refused').length +
      rolledBack.filter((artifact) => artifact.status !== 'refused').length +
      whole,
    movedTags,
  };
}
