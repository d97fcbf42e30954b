// Room app: which of all that the sources of a sync have is meant: by repository and by tag. It asks nobody.
import { parseCompanionTag } from '../oci/companion-tag.ts';
import { type Reference } from '../oci/reference.ts';
import { parsePolicy } from './cleanup-policy.ts';

export interface SyncFilter {
  /** True where everything is meant. */
  readonly isWhole: boolean;
  readonly takesRepository: (repository: Pick<Reference, 'repository' | 'path'>) => boolean;
  /** The references that are meant. What is named by digest alone has no tag that could be wrong. */
  readonly pick: (references: readonly Reference[]) => readonly Reference[];
}

/**
 * Globs are over repository names without the registry, as cleanup's are: `*` stands for any characters.
 * @throws StowageError pattern-invalid
 */
export function syncFilter(
  repositories: readonly string[] | undefined,
  tagPattern: string | undefined,
  referrers: boolean,
): SyncFilter {
  const { matchesRepository, matchingTags } = parsePolicy({ repositories, tagPattern });
  const takesRepository: SyncFilter['takesRepository'] = ({ repository, path }) =>
    matchesRepository(path) || matchesRepository(repository);
  return {
    isWhole: repositories === undefined && tagPattern === undefined && referrers,
    takesRepository,
    pick: (references) => {
      const tags = references.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
      const matching = matchingTags === null ? null : matchingTags(tags);
      return references.filter(({ tag, ...reference }) => {
        if (!takesRepository(reference)) return false;
        if (tag === undefined) return true;
        const companion = parseCompanionTag(tag);
        // A list of referrers is no version of anything, and made where it is needed.
        if (companion?.kind === 'referrers' || (companion !== undefined && !referrers)) return false;
        return matching === null || matching.has(tag);
      });
    },
  };
}
