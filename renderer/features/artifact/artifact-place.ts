// Feature artifact: where in an artifact one is: read from the address and written back to it, and the artifact that stands there.

import { useMemo } from 'react';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { artifactHref, type Route } from '../../app/router.ts';
import { artifactReference } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useCall } from '../../host/use-call.ts';

export const artifactTabs = ['overview', 'layers', 'config', 'manifest', 'referrers'] as const;
export type ArtifactTab = (typeof artifactTabs)[number];

export interface ArtifactPlace {
  readonly repository: string | null;
  readonly digest: string;
  readonly tab: ArtifactTab;
  /** The platform asked for; null for the one the host prefers. */
  readonly platform: string | null;
  /** Row of the tab: `layer-3`, `line-4`, a referrer's digest. */
  readonly row: string | null;
}

/** Null where the address names no artifact. */
export function placeOf({ rest, query }: Route): ArtifactPlace | null {
  const [, repository = '', digest = '', tab = ''] = /^(.*)@([a-z0-9]+:[0-9a-f]+)(?:\/(.*))?$/.exec(rest) ?? [];
  if (digest === '') return null;
  return {
    repository: repository === '' ? null : repository,
    digest,
    tab: artifactTabs.find((each) => each === tab) ?? 'overview',
    platform: query.get('platform'),
    row: query.get('row'),
  };
}

/** The address of a place; the platform is kept, the row belongs to its tab. */
export function placeHref(place: ArtifactPlace, change: Partial<Pick<ArtifactPlace, 'tab' | 'platform' | 'row'>>): string {
  const { repository, digest, tab, platform, row } = { ...place, row: null, ...change };
  return artifactHref(repository, digest, tab, {
    ...(platform === null ? {} : { platform }),
    ...(row === null ? {} : { row }),
  });
}

interface ShownArtifact {
  readonly artifact: ArtifactDetail | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The artifact of a place, its tags in the order they are named; it stays on screen while another of its platforms is fetched. */
export function useArtifact({ repository, digest, platform }: ArtifactPlace): ShownArtifact {
  const reference = artifactReference(repository, digest);
  const { data, error, refetch } = useCall(
    'artifact.show',
    { reference, ...(platform === null ? {} : { platform }) },
    { keepPrevious: true },
  );
  const artifact = useMemo(() => (data === undefined ? undefined : { ...data, tags: orderedTags(data.tags) }), [data]);
  const isIt = data?.digest === digest && (repository === null || data.repository === repository);
  return { artifact: isIt ? artifact : undefined, error, retry: () => void refetch() };
}
