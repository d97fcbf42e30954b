// Room cli: what came in, or would, as lines: an archive, its images under it, and the sum at the end. Warnings and
// refusals are not part of it; they go to stderr.
import type { ArchiveReport, ImportReport, PlannedArtifact, PlannedTag } from '../../preload/contract/transfer-model.ts';
import type { View } from './session.ts';
import { bytesText } from './text/bytes.ts';
import { bad, faint, type Line, notice, strong } from './text/line.ts';
import { type Cell, table } from './text/table.ts';
import { count, familiar, kindText, shortDigest } from './text/words.ts';

const plainColumns = [
  { heading: '' },
  { heading: '' },
  { heading: '' },
  { heading: '', align: 'right' },
  { heading: '' },
  { heading: '', cut: true },
] as const;

/** One archive: its format, then each image with its names, digest, platforms, size and what is new of it. */
export function archiveLines(archive: ArchiveReport, dryRun: boolean, view: View): readonly Line[] {
  if (archive.failure !== null && archive.artifacts.length === 0) return [];
  const name = archive.archive === '-' ? 'standard input' : archive.archive;
  const format = [archive.format, archive.compression].filter((part) => part !== null && part !== 'none').join(', ');
  const rows = archive.artifacts.flatMap((artifact) => artifactRows(artifact, dryRun));
  return [[strong(name), format === '' ? '' : `: ${format}`], ...table(plainColumns, rows, view.screen, '  ')];
}

/** What --quiet prints: the references that something came in under, or its digest. */
export function importedNames(report: ImportReport): readonly string[] {
  return report.archives
    .flatMap((archive) => archive.artifacts)
    .filter((artifact) => artifact.status !== 'refused')
    .flatMap((artifact) => (artifact.references.length > 0 ? artifact.references.map(familiar) : [artifact.digest ?? '–']));
}

/** `2 images came in, 1 already here, 1 refused; 12.3 MB new, 456 MB already held.` */
export function summaryLine(report: ImportReport): Line {
  const { dryRun, addedCount, heldCount } = report;
  const artifacts = report.archives.flatMap((archive) => archive.artifacts);
  const noun = artifacts.every(({ kind }) => kind === 'image' || kind === 'index') ? 'image' : 'artifact';
  const refused =
    artifacts.filter((artifact) => artifact.failure !== null).length +
    report.archives.filter((archive) => archive.failure !== null).length;
  const happened = [
    ...(addedCount === 0 ? [] : [`${count(addedCount, noun)} ${dryRun ? 'would come' : 'came'} in`]),
    ...(heldCount === 0 ? [] : [`${addedCount === 0 ? count(heldCount, noun) : heldCount} already here`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ];
  const sizes = [
    `${bytesText(report.newBytes)} new`,
    `${bytesText(report.heldBytes)} already held`,
    ...(dryRun ? [`${bytesText(report.freeBytes)} free`] : []),
  ];
  const nothing = addedCount + heldCount === 0 ? [`Nothing ${dryRun ? 'would come' : 'came'} in`] : [];
  return `${[...nothing, ...happened].join(', ')}; ${sizes.join(', ')}.`;
}

/** The first name shares its line with what is said of the image; further names stand under it. */
function artifactRows(artifact: PlannedArtifact, dryRun: boolean): readonly (readonly Cell[])[] {
  const names = namesOf(artifact);
  const about: readonly Cell[] = [
    shortDigest(artifact.digest),
    platformsCell(artifact),
    bytesText(artifact.sizeBytes),
    outcomeCell(artifact, dryRun),
  ];
  if (names.length === 0)
    return [[faint(artifact.subject === null ? 'untagged' : `for ${shortDigest(artifact.subject)}`), ...about, '']];
  return names.map(({ reference, tag }, at) => [
    strong(familiar(reference)),
    ...(at === 0 ? about : ['', '', '', '']),
    nameCell(artifact, reference, tag, dryRun),
  ]);
}

function namesOf(artifact: PlannedArtifact): readonly { readonly reference: string; readonly tag: PlannedTag | undefined }[] {
  const references = new Set([...artifact.references, ...artifact.tags.map((tag) => tag.reference)]);
  return [...references].map((reference) => ({ reference, tag: artifact.tags.find((tag) => tag.reference === reference) }));
}

function nameCell(artifact: PlannedArtifact, reference: string, tag: PlannedTag | undefined, dryRun: boolean): Cell {
  if (tag?.status === 'moves') return notice(`${dryRun ? 'moves' : 'moved'} from ${shortDigest(tag.currentDigest)}`);
  if (tag?.status === 'kept') return notice(`stays at ${shortDigest(tag.currentDigest)}`);
  if (tag?.status === 'new' && artifact.status === 'held') return 'new tag';
  const evidence = artifact.names.find((name) => name.reference === reference)?.evidence;
  return dryRun && evidence !== undefined ? faint(`from ${evidence}`) : '';
}

function platformsCell(artifact: PlannedArtifact): Cell {
  const images = artifact.images.filter((image) => !image.attestation && image.platform !== null);
  const here = images.filter((image) => image.present).map((image) => image.platform);
  const absent = images.length - here.length;
  if (images.length === 0) return kindText(artifact.kind);
  return [here.join(', '), absent === 0 ? '' : `(+${absent} not in the archive)`].filter((part) => part !== '').join(' ');
}

function outcomeCell(artifact: PlannedArtifact, dryRun: boolean): Cell {
  if (artifact.status === 'refused') return bad('refused');
  if (artifact.status === 'held') return 'already here';
  const fresh = `${dryRun ? 'would add' : 'new'} ${bytesText(artifact.newBytes)}`;
  return artifact.heldBytes === 0 ? fresh : `${fresh}, already held ${bytesText(artifact.heldBytes)}`;
}
