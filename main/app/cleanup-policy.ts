// Room app: reads a cleanup's policy: its patterns, and the rules that were left out. It looks at no store.
import { runInNewContext } from 'node:vm';
import type { CleanupPolicy } from '../../preload/contract/upkeep-model.ts';
import { StowageError } from '../errors.ts';
import { familiarRepository, type Repository } from '../oci/reference.ts';

/** How long an untagged artifact is safe where nobody says otherwise. */
const defaultGraceSeconds = 7 * 24 * 3600;

/** How long another program may take between writing a blob and naming it in index.json. */
const foreignGraceSeconds = 3600;

/** A pattern that takes longer over all tags of a store is one that explodes. */
const patternTimeMs = 2000;

export interface ParsedPolicy {
  readonly olderThanSeconds: number;
  /** Files that other programs wrote are safe for so long. */
  readonly foreignSeconds: number;
  /** False where the policy picks repositories or tags: then blobs and files that belong to none are left alone. */
  readonly isWholeStore: boolean;
  readonly matchesRepository: (repository: string) => boolean;
  /** The tags that match entirely; null where the policy is not about tags. @throws StowageError pattern-invalid */
  readonly matchingTags: ((tags: readonly string[]) => ReadonlySet<string>) | null;
  readonly takesUntagged: boolean;
  readonly keep: number;
}

/** @throws StowageError pattern-invalid */
export function parsePolicy(policy: CleanupPolicy): ParsedPolicy {
  const { olderThanSeconds, repositories, tagPattern, keep = 0, untagged } = policy;
  const globs = repositories?.map(globPattern);
  const pattern = tagPattern === undefined ? null : tagExpression(tagPattern);
  return {
    olderThanSeconds: olderThanSeconds ?? defaultGraceSeconds,
    foreignSeconds: Math.min(foreignGraceSeconds, olderThanSeconds ?? foreignGraceSeconds),
    isWholeStore: globs === undefined && pattern === null,
    matchesRepository: (name) =>
      globs === undefined || globs.some((glob) => glob.test(name) || glob.test(familiarRepository(name as Repository))),
    matchingTags: pattern === null ? null : (tags) => matching(pattern, tags),
    takesUntagged: pattern === null || untagged === true,
    keep,
  };
}

/** `*` stands for any characters, `/` among them, `?` for one. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`);
}

function tagExpression(pattern: string): RegExp {
  try {
    // Alone first: what only closes the group around it is no pattern.
    return new RegExp(`^(?:${new RegExp(pattern).source})$`);
  } catch (error) {
    throw new StowageError('pattern-invalid', { pattern, reason: (error as Error).message }, { cause: error });
  }
}

/** Backtracking can take for ever even on the 128 characters of a tag; only a context of its own can be stopped. */
function matching(pattern: RegExp, tags: readonly string[]): ReadonlySet<string> {
  try {
    const found = runInNewContext('tags.filter((tag) => pattern.test(tag))', { tags, pattern }, { timeout: patternTimeMs });
    return new Set(found as readonly string[]);
  } catch (error) {
    const { source } = pattern;
    throw new StowageError('pattern-invalid', { pattern: source.slice(4, -2), reason: 'it takes too long' }, { cause: error });
  }
}
