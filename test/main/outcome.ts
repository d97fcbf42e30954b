// Room test/main: what became of one import, flat: the codes it was refused with, the references that came in and the
// warnings. It decides nothing.
import { isStowageError } from '../../main/errors.ts';
import type { FailureCode, WarningCode } from '../../preload/contract/failure.ts';
import type { ImportReport } from '../../preload/contract/transfer-model.ts';

export interface ImportOutcome {
  /** Failures of the archive and of its artifacts, in their order. */
  readonly refusals: readonly FailureCode[];
  /** How many artifacts came in or were held. */
  readonly acceptedCount: number;
  readonly references: readonly string[];
  readonly warnings: readonly WarningCode[];
  /** Everything that was reported, for messages and for looking for raw text. */
  readonly text: string;
}

export function outcomeOf(report: ImportReport): ImportOutcome {
  const artifacts = report.archives.flatMap((archive) => archive.artifacts);
  const failures = [
    ...report.archives.map((archive) => archive.failure),
    ...artifacts.map((artifact) => artifact.failure),
  ].filter((failure) => failure !== null);
  const accepted = artifacts.filter((artifact) => artifact.failure === null && artifact.status !== 'refused');
  return {
    refusals: failures.map((failure) => failure.code),
    acceptedCount: accepted.length,
    references: accepted.flatMap((artifact) => artifact.references).toSorted(),
    warnings: report.archives.flatMap((archive) => archive.warnings.map((warning) => warning.code)),
    text: JSON.stringify(report.archives, null, 1),
  };
}

/** Runs an import; an expected failure that is thrown counts as a refusal. Anything else goes on to the test. */
export async function importOutcome(run: () => Promise<ImportReport>): Promise<ImportOutcome> {
  try {
    return outcomeOf(await run());
  } catch (error) {
    if (!isStowageError(error)) throw error;
    return { refusals: [error.code], acceptedCount: 0, references: [], warnings: [], text: error.message };
  }
}
