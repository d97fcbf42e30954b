// Room cli: the short forms in which lists name things: digests, references, kinds, platforms, counts.
import type { ArtifactKind, FormerTag, PlatformState } from '../../../preload/contract/model.ts';
import type { ArtifactName, LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import { familiarReference, formatReference, parseReference } from '../../oci/reference.ts';
import { timeText } from './times.ts';

/** The first 12 hex digits of a digest; `–` for one that is not known yet. */
export function shortDigest(digest: string | null): string {
  return digest === null ? '–' : digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}

/** `1 image`, `3,402 images`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
}

const kindNames: Readonly<Record<ArtifactKind, string>> = {
  image: 'image',
  index: 'image index',
  helm: 'Helm chart',
  referrer: 'referrer',
  other: 'artifact',
};

export function kindText(kind: ArtifactKind): string {
  return kindNames[kind];
}

/** Platforms that are here, and how many are only listed: `linux/amd64, linux/arm64 (+6 not stored)`. */
export function platformsText(platforms: readonly PlatformState[]): string {
  const here = platforms.filter((platform) => platform.present).map((platform) => platform.platform);
  const absent = platforms.length - here.length;
  if (absent === 0) return here.length === 0 ? '–' : here.join(', ');
  return here.length === 0 ? `${absent} not stored` : `${here.join(', ')} (+${absent} not stored)`;
}

/** A full reference or repository in its familiar form; any other text as it is. */
export function familiar(name: string): string {
  try {
    const reference = parseReference(name);
    return formatReference(reference) === name ? familiarReference(reference) : name;
  } catch {
    return name;
  }
}

/** `latest until Jun 14, v1 until Jun 2, 2023`. */
export function formerTagsText(tags: readonly FormerTag[], nowMs: number): string {
  return tags.map(({ tag, until }) => `${tag} until ${timeText(until, nowMs)}`).join(', ');
}

/** An artifact in the middle of a sentence: `web:v1`, `web:v1 and 2 more tags`, `web@aaaaaaaaaaaa`, `aaaaaaaaaaaa`. */
export function artifactText({ repository, digest, tags }: ArtifactName): string {
  if (repository === null) return shortDigest(digest);
  const [tag, ...more] = tags;
  if (tag === undefined) return `${familiar(repository)}@${shortDigest(digest)}`;
  return `${familiar(`${repository}:${tag}`)}${more.length === 0 ? '' : ` and ${count(more.length, 'more tag')}`}`;
}

/** What a lock forbids: `delete, write`. */
export function lockText(switches: LockSwitches): string {
  const off = [
    ['delete', switches.deleteEnabled],
    ['write', switches.writeEnabled],
    ['list', switches.listEnabled],
    ['read', switches.readEnabled],
  ] as const;
  return off
    .filter(([, enabled]) => !enabled)
    .map(([name]) => name)
    .join(', ');
}

/** What a list marks a row with: `locked, damaged, restored`, or nothing. */
export function markText(row: {
  readonly locked: LockSwitches | null;
  readonly damagedCount?: number;
  readonly restoredAt?: string | null;
}): string {
  const marks = [
    row.locked === null ? '' : 'locked',
    (row.damagedCount ?? 0) === 0 ? '' : 'damaged',
    (row.restoredAt ?? null) === null ? '' : 'restored',
  ];
  return marks.filter((mark) => mark !== '').join(', ');
}
