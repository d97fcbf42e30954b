// Feature artifact: the name of a step of a proof as people read it. Pure.
import { digestAddress, familiarName, shortDigest, tagAddress } from '../../../format/names.ts';
import { splitReference } from '../../../format/report-names.ts';

/** A reference in the form people type, digests by their beginning; what running work calls itself stays as it is. */
export function stepWord(name: string): { readonly word: string; readonly isDigest: boolean } {
  if (/^[a-z0-9]+:[0-9a-f]{32,}$/.test(name)) return { word: shortDigest(name, 16), isDigest: true };
  const [, repository, digest] = /^([^\s@]+)@([a-z0-9]+:[0-9a-f]{32,})$/.exec(name) ?? [];
  if (repository !== undefined && digest !== undefined)
    return { word: digestAddress(repository, shortDigest(digest)), isDigest: false };
  if (/\s/.test(name)) return { word: name, isDigest: false };
  const { repository: home, tag } = splitReference(name);
  return { word: tag === '' ? familiarName(home) : tagAddress(home, tag), isDigest: false };
}
