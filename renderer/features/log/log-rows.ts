// Feature log: turns changes into the rows of their list: one a change, and below an unfolded one each name it set, moved or removed,
// each artifact that came or went, and what else it noted. Pure.
import type { ArtifactName, LogEntry, LogNote } from '../../../preload/contract/upkeep-model.ts';
import { digestAddress, familiarName, shortDigest, tagAddress } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';

export type LogDetail =
  | { readonly kind: 'tag'; readonly change: LogEntry['tags'][number] }
  | { readonly kind: 'added' | 'removed'; readonly artifact: ArtifactName }
  | { readonly kind: 'note'; readonly note: LogNote }
  | { readonly kind: 'source'; readonly source: string };

export type LogRow =
  | { readonly kind: 'entry'; readonly id: string; readonly entry: LogEntry; readonly isExpanded: boolean | undefined }
  | { readonly kind: 'detail'; readonly id: string; readonly entry: LogEntry; readonly detail: LogDetail };

export function logRows(entries: readonly LogEntry[], expanded: ReadonlySet<string>): readonly LogRow[] {
  return entries.flatMap((entry): readonly LogRow[] => {
    const id = String(entry.revision);
    if (!expanded.has(id)) return [{ kind: 'entry', id, entry, isExpanded: hasDetails(entry) ? false : undefined }];
    const details = detailsOf(entry);
    return [
      { kind: 'entry', id, entry, isExpanded: details.length > 0 ? true : undefined },
      ...details.map((detail, place): LogRow => ({ kind: 'detail', id: `${id}/${place}`, entry, detail })),
    ];
  });
}

function hasDetails({ tags, added, removed, notes, source }: LogEntry): boolean {
  return tags.length + added.length + removed.length + notes.length > 0 || source !== null;
}

export function detailsOf({ tags, added, removed, notes, source }: LogEntry): readonly LogDetail[] {
  return [
    ...(source === null ? [] : [{ kind: 'source', source } as const]),
    ...tags.map((change) => ({ kind: 'tag', change }) as const),
    ...added.map((artifact) => ({ kind: 'added', artifact }) as const),
    ...removed.map((artifact) => ({ kind: 'removed', artifact }) as const),
    ...notes.map((note) => ({ kind: 'note', note }) as const),
  ];
}

/** What a detail is, as it is named. */
export function detailKind(
  detail: LogDetail,
): 'source' | 'tagSet' | 'tagMoved' | 'tagRemoved' | 'added' | 'removed' | LogNote['kind'] {
  if (detail.kind === 'note') return detail.note.kind;
  if (detail.kind !== 'tag') return detail.kind;
  const { from, to } = detail.change;
  return to === null ? 'tagRemoved' : from === null ? 'tagSet' : 'tagMoved';
}

/** A reference in the form people type: digests in it by their beginning. */
export function shownReference(reference: string): string {
  const at = reference.indexOf('@');
  if (at >= 0) return digestAddress(reference.slice(0, at), shortDigest(reference.slice(at + 1)));
  if (/^[a-z0-9]+:[0-9a-f]{32,}$/.test(reference)) return shortDigest(reference);
  const { repository, tag } = splitReference(reference);
  return tag === '' ? familiarName(repository) : tagAddress(repository, tag);
}

/** An artifact by its tag, or by digest where it has none. */
export function artifactWord({ repository, digest, tags: [tag] }: ArtifactName): string {
  return repository !== null && tag !== undefined ? tagAddress(repository, tag) : digestAddress(repository, shortDigest(digest));
}

/** What a change was about, each name once: tags first, for they are what people know; else artifacts, else what was noted. */
export function entryNames({ tags, added, removed, notes }: LogEntry): readonly string[] {
  const named = tags.map(({ reference }) => shownReference(reference));
  const artifacts = [...removed, ...added].map(artifactWord);
  const noted = notes.flatMap((note) =>
    'reference' in note ? [shownReference(note.reference)] : 'digest' in note ? [shortDigest(note.digest)] : [],
  );
  return [...new Set(named.length > 0 ? [...named, ...artifacts] : artifacts.length > 0 ? artifacts : noted)];
}

/** The artifact a row speaks of, where it still may be one: the tag's newest digest, what came in, what a change with one name set. */
export function placeOf(row: LogRow): { readonly repository: string | null; readonly digest: string } | null {
  if (row.kind === 'entry') {
    const [only, ...others] = [...row.entry.tags.map(tagPlace), ...row.entry.added, ...row.entry.removed];
    return others.length === 0 && only !== undefined ? only : null;
  }
  const { detail } = row;
  if (detail.kind === 'tag') return tagPlace(detail.change);
  return detail.kind === 'added' || detail.kind === 'removed' ? detail.artifact : null;
}

function tagPlace({ reference, from, to }: LogEntry['tags'][number]): { readonly repository: string; readonly digest: string } {
  return { repository: splitReference(reference).repository, digest: to ?? from ?? '' };
}
