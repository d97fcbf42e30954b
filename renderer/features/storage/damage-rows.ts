// Feature storage: the rows of what is damaged: each blob with the artifacts that need it. Pure.
import type { ArtifactName, Damage } from '../../../preload/contract/upkeep-model.ts';
import { digestAddress, familiarName, shortDigest } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import type { RowShape } from '../../ui/grid/grid-types.ts';

export interface DamageRow {
  readonly id: string;
  readonly damage: Damage;
  /** Set for a row below its blob: something that needs it. */
  readonly artifact: ArtifactName | null;
  readonly isExpanded: boolean | undefined;
}

export function damageRows(damage: readonly Damage[], folded: ReadonlySet<string>): readonly DamageRow[] {
  return damage.flatMap((each): readonly DamageRow[] => {
    const { digest, artifacts } = each;
    const isExpanded = artifacts.length === 0 ? undefined : !folded.has(digest);
    const head: DamageRow = { id: digest, damage: each, artifact: null, isExpanded };
    if (isExpanded !== true) return [head];
    return [
      head,
      ...artifacts.map((artifact) => ({
        id: `${digest} ${artifact.repository ?? ''}@${artifact.digest}`,
        damage: each,
        artifact,
        isExpanded: undefined,
      })),
    ];
  });
}

export function damageShape({ id, damage, artifact, isExpanded }: DamageRow): RowShape {
  return {
    id,
    name: artifact === null ? shortDigest(damage.digest) : artifactWord(artifact),
    height: 'tight',
    level: artifact === null ? 1 : 2,
    ...(isExpanded === undefined ? {} : { isExpanded }),
  };
}

/** `web:v1, web:latest` or `web@0123…`, in the form people type. */
export function artifactWord({ repository, digest, tags }: ArtifactName): string {
  if (repository === null || tags.length === 0)
    return digestAddress(repository, `${digest.split(':')[0] ?? ''}:${shortDigest(digest)}`);
  return orderedTags(tags)
    .map((tag) => `${familiarName(repository)}:${tag}`)
    .join(', ');
}
