// Room store: three sides of the names: the state another program had read, ours now, and index.json as it wrote it. Where it
// left a name as it had read it, ours holds; where it did not, its own does (I7). It reads and decides, and changes nothing.
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../catalog/catalog.ts';
import type { MemberRecord, TagChangeRecord } from '../catalog/change.ts';
import { isDigest } from '../oci/digest.ts';
import { parseReference } from '../oci/reference.ts';
import { type IndexContent, type IndexRoot, isOurRoot } from './index-file.ts';
import { ledgerSize } from './ledger-segments.ts';
import { blobPath, type StorePaths } from './paths.ts';
import { rootsOf } from './roots.ts';
import { findOverlooked, isPurposeful, type Overlooked } from './stale-index.ts';

export interface Merge {
  /** What the other program did: names set, moved and dropped. */
  readonly tags: readonly TagChangeRecord[];
  /** Nameless roots it added. */
  readonly add: readonly MemberRecord[];
  /** What it undid unknowingly, as it is put right: `from` what its file says, `to` what holds. */
  readonly lost: readonly TagChangeRecord[];
  /** Artifacts that we removed and of which its file has nameless roots again, with nothing behind them. */
  readonly revived: readonly string[];
}

/**
 * `mayBeStale` false takes the file for the truth, whatever the ledger says. `content` null is no file at all: nobody removes names
 * by that, so all of them hold.
 */
export function mergeIndex(catalog: Catalog, paths: StorePaths, content: IndexContent | null, mayBeStale: boolean): Merge {
  const sides: Sides = {
    ours: tagsOf(catalog),
    theirs: namedRoots(content ?? noRoots),
    unknown: unknownRoots(catalog, content ?? noRoots),
    words: (name) => rootsOf(catalog, name)[0]?.descriptor ?? null,
    isHere: (digest) => isDigest(digest) && existsSync(blobPath(paths, digest)),
  };
  if (content === null) return split(sides, { ...nothing, base: new Map([...sides.ours.keys()].map((name) => [name, null])) });
  if (!mayBeStale || !isOdd(sides)) return split(sides, nothing);
  const overlooked = findOverlooked(paths.ledger, ledgerSize(paths.ledger), {
    ours: (name) => sides.ours.get(name) ?? null,
    theirs: (name) => comparedDigest(sides, name),
    isCopy: (name) => isCopy(sides, name),
  });
  const merge = split(sides, overlooked);
  const addsNothing = merge.add.length === 0 && merge.tags.every(({ to }) => to === null);
  return addsNothing && isPurposeful(overlooked) ? split(sides, { ...overlooked, base: nothing.base }) : merge;
}

interface Sides {
  /** Our tags, by full name. */
  readonly ours: ReadonlyMap<string, string>;
  readonly theirs: ReadonlyMap<string, IndexRoot>;
  /** Digests of nameless roots that no repository has. */
  readonly unknown: readonly string[];
  /** The descriptor of our name as index.json had it when we last looked; null where we did not. */
  readonly words: (name: string) => string | null;
  readonly isHere: (digest: string) => boolean;
}

const noRoots: Pick<IndexContent, 'roots'> = { roots: [] };

const nothing: Pick<Overlooked, 'base' | 'removed'> = { base: new Map(), removed: new Set() };

function split(sides: Sides, { base, removed }: Pick<Overlooked, 'base' | 'removed'>): Merge {
  const { ours, theirs, unknown, isHere } = sides;
  const [tags, lost]: [TagChangeRecord[], TagChangeRecord[]] = [[], []];
  const isHollow = (digest: string): boolean => removed.has(digest) && !isHere(digest);
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const [own, their] = [ours.get(name) ?? null, theirs.get(name)?.digest ?? null];
    if (own === their) continue;
    const { repository, tag = '' } = parseReference(name);
    const isUnseen = base.get(name) === comparedDigest(sides, name);
    // A name whose artifact is gone is not put back: it would stand for nothing.
    const holds = own === null ? isUnseen || isHollow(their ?? '') : isUnseen && isHere(own);
    if (holds) lost.push({ repository, tag, from: their, to: own });
    else tags.push({ repository, tag, from: own, to: their });
  }
  const revived = unknown.filter(isHollow);
  const known = new Set([...tags.map(({ to }) => to), ...lost.map(({ from }) => from), ...revived]);
  const add = unknown.filter((digest) => !known.has(digest)).map((digest) => ({ repository: '', digest }));
  return { tags, lost, add, revived };
}

/** Whether anything hints at a stale copy: a name of ours is missing, or one is back that we had moved or removed. */
function isOdd(sides: Sides): boolean {
  const { ours, theirs, unknown, isHere } = sides;
  for (const name of ours.keys()) if (!theirs.has(name)) return true;
  for (const [name, { digest }] of theirs) if (ours.get(name) !== digest && comparedDigest(sides, name) === digest) return true;
  return unknown.some((digest) => !isHere(digest));
}

/**
 * What their file says of a name. A root in words that are neither ours nor those it had, with a manifest behind it, is news
 * whatever it names: it says nothing of what they had read.
 */
function comparedDigest(sides: Sides, name: string): string | null {
  const root = sides.theirs.get(name);
  if (root === undefined) return null;
  const isNews = !isOurRoot(root) && !isAsItWas(sides, name, root) && sides.isHere(root.digest);
  return isNews ? `news ${root.digest}` : root.digest;
}

function isAsItWas({ ours, words }: Sides, name: string, { digest, descriptor }: IndexRoot): boolean {
  const before = words(name);
  return ours.get(name) === digest && (before === null || isDeepStrictEqual(JSON.parse(before), JSON.parse(descriptor)));
}

/** Whether what they say of a name can only be what they read: in our words, or nothing. */
function isCopy({ theirs }: Sides, name: string): boolean {
  const root = theirs.get(name);
  return root === undefined || isOurRoot(root);
}

function tagsOf(catalog: Catalog): ReadonlyMap<string, string> {
  const rows = catalog
    .sql("SELECT repository.name || ':' || tag.name AS name, digest FROM tag JOIN repository ON repository.id = repository_id")
    .all() as { name: string; digest: string }[];
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

function namedRoots({ roots }: Pick<IndexContent, 'roots'>): ReadonlyMap<string, IndexRoot> {
  return new Map(roots.flatMap((root) => (root.name === null ? [] : [[root.name, root] as const])));
}

function unknownRoots(catalog: Catalog, { roots }: Pick<IndexContent, 'roots'>): readonly string[] {
  const member = catalog.sql('SELECT 1 FROM member WHERE digest = ? LIMIT 1');
  const nameless = new Set(roots.filter(({ name, digest }) => name === null && digest !== '').map(({ digest }) => digest));
  return [...nameless].filter((digest) => member.get(digest) === undefined);
}
