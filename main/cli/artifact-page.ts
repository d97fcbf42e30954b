// Room cli: one artifact on one page: names, sizes, platforms, run settings, layers in build order beside their history,
// and what refers to it. Config values are what the image's maker wrote.
import type { ArtifactDetail, ImageDetail, ReferrerInfo, RunSettings } from '../../preload/contract/model.ts';
import { layerStack } from './layer-stack.ts';
import type { View } from './session.ts';
import { bytesText } from './text/bytes.ts';
import { bad, faint, type Line, notice, strong } from './text/line.ts';
import { type Cell, labelled, table } from './text/table.ts';
import { timeText } from './text/times.ts';
import { count, familiar, formerTagsText, kindText, lockText, shortDigest } from './text/words.ts';

/** The whole page; sections that would be empty are left out. */
export function artifactPage(artifact: ArtifactDetail, view: View): readonly Line[] {
  const { image } = artifact;
  const sections = [
    [...names(artifact), ...facts(artifact, view)],
    artifact.platforms.length > 1 ? section('Platforms', platformLines(artifact, view)) : [],
    image?.run ? section(`Run settings${ofPlatform(artifact, image)}`, runLines(image.run)) : [],
    image === null ? [] : section(`Layers${ofPlatform(artifact, image)}`, layerStack(image, view)),
    section('Referrers', referrerLines(artifact.referrerList, view)),
    section('Annotations', pairLines(artifact.annotations)),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[strong(title)], ...lines];
}

/** Which platform a section is about, where there is a choice. */
function ofPlatform(artifact: ArtifactDetail, image: ImageDetail): string {
  return artifact.platforms.length > 1 && image.platform !== null ? ` (${image.platform})` : '';
}

function names({ repository, tags, digest }: ArtifactDetail): readonly Line[] {
  if (repository === null) return [[strong(digest)]];
  if (tags.length === 0) return [[strong(familiar(repository)), faint(' untagged')]];
  return tags.map((tag) => [strong(`${familiar(repository)}:${tag}`)]);
}

function facts(artifact: ArtifactDetail, view: View): readonly Line[] {
  const { image, kind, platforms } = artifact;
  const only = platforms.length === 1 ? platforms[0] : undefined;
  return labelled([
    ['Digest', [artifact.digest]],
    ['Image ID', image === null || image.configDigest === null || kind !== 'image' ? [] : [image.configDigest]],
    ['Kind', [kindText(kind)]],
    ['Type', [artifact.artifactType ?? artifact.mediaType]],
    ['Platform', only === undefined ? [] : [only.platform]],
    [
      'Size',
      [
        `${bytesText(artifact.sizeBytes)}: ${bytesText(artifact.uniqueBytes)} unique, ${bytesText(artifact.sizeBytes - artifact.uniqueBytes)} shared`,
      ],
    ],
    ['Absent', artifact.absentCount === 0 ? [] : [notice(`${count(artifact.absentCount, 'blob')} not stored`)]],
    ['Damaged', artifact.damagedCount === 0 ? [] : [bad(`${count(artifact.damagedCount, 'blob')}; not exported until repaired`)]],
    ['Locked', artifact.locked === null ? [] : [notice(lockText(artifact.locked))]],
    [
      'Restored',
      artifact.restoredAt === null
        ? []
        : [notice(`${timeText(artifact.restoredAt, view.nowMs)}, after another program changed the index`)],
    ],
    ['Created', [timeText(artifact.createdAt ?? image?.createdAt ?? null, view.nowMs)]],
    ['Added', [`${timeText(artifact.addedAt, view.nowMs)}${artifact.source === null ? '' : `, from ${artifact.source}`}`]],
    ['Tags before', artifact.formerTags.length === 0 ? [] : [formerTagsText(artifact.formerTags, view.nowMs)]],
    ['Refers to', artifact.subject === null ? [] : [artifact.subject]],
    ['Part of', artifact.containedIn],
    ['Author', given(image?.author ?? null)],
  ]);
}

function platformLines({ platforms }: ArtifactDetail, view: View): readonly Line[] {
  const columns = [{ heading: '' }, { heading: '' }, { heading: '', align: 'right' }] as const;
  const rows = platforms.map(({ platform, digest, present, sizeBytes }): readonly Cell[] => [
    platform,
    shortDigest(digest),
    present ? bytesText(sizeBytes) : notice('not stored'),
  ]);
  return table(columns, rows, view.screen, '  ');
}

function runLines(run: RunSettings): readonly Line[] {
  return labelled(
    [
      ['Entrypoint', commandLine(run.entrypoint)],
      ['Command', commandLine(run.cmd)],
      ['User', given(run.user)],
      ['Working folder', given(run.workingDir)],
      ['Ports', run.ports.length === 0 ? [] : [run.ports.join(', ')]],
      ['Volumes', run.volumes.length === 0 ? [] : [run.volumes.join(', ')]],
      ['Environment', run.env],
      ['Stop signal', given(run.stopSignal)],
      ['Health check', commandLine(run.healthcheck)],
      ['Labels', Object.entries(run.labels).map(([name, value]) => `${name}=${value}`)],
    ],
    '  ',
  );
}

function given(value: string | null): readonly string[] {
  return value === null || value === '' ? [] : [value];
}

function commandLine(words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [words.map(shellWord).join(' ')];
}

/** A word as a shell would need it written, so that one argument with spaces does not look like two. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function referrerLines(referrers: readonly ReferrerInfo[], view: View): readonly Line[] {
  const columns = [{ heading: '' }, { heading: '' }, { heading: '', align: 'right' }, { heading: '', cut: true }] as const;
  const rows = referrers.map((referrer): readonly Cell[] => [
    { sbom: 'SBOM', signature: 'signature', attestation: 'attestation', other: 'other' }[referrer.kind],
    shortDigest(referrer.digest),
    bytesText(referrer.sizeBytes),
    faint(referrer.artifactType ?? referrer.mediaType),
  ]);
  return table(columns, rows, view.screen, '  ');
}

function pairLines(pairs: Readonly<Record<string, string>>): readonly Line[] {
  return Object.entries(pairs).map(([name, value]) => ['  ', faint(`${name}=`), value]);
}
