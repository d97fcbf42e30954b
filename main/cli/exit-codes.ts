// Room cli: the exit code of every failure, by kind. A failure code without an exit code does not type-check.
import type { FailureCode } from '../../preload/contract/failure.ts';
import type { ImportReport } from '../../preload/contract/transfer-model.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 130;

/** What each exit code means, as `stowage help exit-codes` prints it. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'everything asked for was done',
  1: 'something went wrong inside Stowage',
  2: 'the command line was not understood',
  3: 'what was named is not there',
  4: 'the input was refused: damaged, hostile or not an image archive',
  5: 'in the way: a tag is taken, or the target exists',
  6: 'the store or the machine: read-only, busy, full or damaged',
  7: 'some images came in, others were refused',
  130: 'cancelled',
};

export const exitCodes: Readonly<Record<FailureCode, ExitCode>> = {
  'archive-not-found': 3,
  'archive-unreadable': 4,
  'archive-changed': 4,
  'archive-empty': 4,
  'archive-not-tar': 4,
  'archive-is-zip': 4,
  'archive-is-utf16': 4,
  'archive-is-root-filesystem': 4,
  'archive-is-layer': 4,
  'archive-is-legacy-v1': 4,
  'archive-without-images': 4,
  'folder-without-layout': 4,
  'layout-version-unsupported': 4,
  'archive-truncated': 4,
  'header-damaged': 4,
  'compression-damaged': 4,
  'compression-unsupported': 4,
  'decompression-bomb': 4,
  'too-many-entries': 4,
  'too-many-descriptors': 4,
  'json-invalid': 4,
  'json-too-large': 4,
  'document-invalid': 4,
  'index-too-deep': 4,
  'digest-mismatch': 4,
  'size-mismatch': 4,
  'diff-id-mismatch': 4,
  'blob-missing': 4,
  'entry-missing': 4,
  'link-escapes': 4,
  'link-loop': 4,
  'image-refused': 4,
  'reference-invalid': 2,
  'reference-ambiguous': 2,
  'tag-needed': 2,
  'platform-invalid': 2,
  'name-ambiguous': 2,
  'not-an-image': 2,
  'reference-not-found': 3,
  'repository-not-found': 3,
  'platform-not-found': 3,
  'nothing-selected': 3,
  'blob-not-found': 3,
  'tag-conflict': 5,
  'target-not-empty': 5,
  'target-needs-file': 2,
  'artifact-incomplete': 6,
  'blob-damaged': 6,
  'store-not-found': 3,
  'store-not-a-layout': 6,
  'store-read-only': 6,
  'store-busy': 6,
  'store-newer': 6,
  'store-damaged': 6,
  'no-space': 6,
  'file-system': 6,
  'too-many-files': 6,
  usage: 2,
  'input-invalid': 2,
  'pick-unknown': 1,
  'job-unknown': 1,
  'operation-unknown': 1,
  cancelled: 130,
  internal: 1,
};

/** 0 when nothing was refused, 7 when something came in beside a refusal, else the code of the first refusal. */
export function importExitCode(report: ImportReport): ExitCode {
  const refusals = report.archives.flatMap((archive) => [
    archive.failure,
    ...archive.artifacts.map((artifact) => artifact.failure),
  ]);
  const first = refusals.find((failure) => failure !== null);
  if (first === undefined || first === null) return 0;
  return report.addedCount + report.heldCount > 0 ? 7 : exitCodes[first.code];
}
