// Feature registry: the artifact that the client commands are written for: the one that was chosen, else the store's first image with
// a tag.
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { splitReference } from '../../format/report-names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useCall } from '../../host/use-call.ts';
import { useViewState } from '../../ui/view-state.ts';
import { type Example, isServed } from './endpoint-commands.ts';

/** Repositories looked through for the first example. */
const lookedAt = 100;

interface ChosenExample {
  readonly example: Example | null;
  readonly isPending: boolean;
  readonly choose: (reference: string) => void;
}

export function useExample(): ChosenExample {
  const [chosen, setChosen] = useViewState('registry.example', '');
  const shown = useCall('artifact.show', { reference: chosen }, { enabled: chosen !== '' });
  // One that is gone by now gives way to the first.
  const isFirst = chosen === '' || shown.error !== null;
  const repositories = useCall('repository.list', { limit: lookedAt }, { enabled: isFirst });
  const usable = (repositories.data?.items ?? []).filter(({ repository, tagCount }) => tagCount > 0 && isServed(repository));
  const first = usable.find(({ kinds }) => kinds.includes('image') || kinds.includes('index')) ?? usable[0];
  const artifacts = useCall(
    'artifact.list',
    { repository: first?.repository ?? '', show: 'tagged', limit: lookedAt },
    { enabled: isFirst && first !== undefined },
  );
  const { tag } = splitReference(chosen);
  const example = isFirst
    ? newest(artifacts.data?.items ?? [])
    : shown.data === undefined
      ? null
      : exampleOf(shown.data, tag === '' ? undefined : tag);
  return {
    example,
    isPending: isFirst ? repositories.isPending || (first !== undefined && artifacts.isPending) : shown.isPending,
    choose: setChosen,
  };
}

/** The artifact with the tag that says most. */
function newest(artifacts: readonly ArtifactSummary[]): Example | null {
  const [tag] = orderedTags(artifacts.flatMap(({ tags }) => tags));
  const artifact = artifacts.find(({ tags }) => tag !== undefined && tags.includes(tag));
  return artifact === undefined ? null : exampleOf(artifact, tag);
}

/** Null for an artifact without a name: no registry serves it. */
function exampleOf({ repository, digest, kind, tags }: ArtifactSummary, tag = orderedTags(tags)[0]): Example | null {
  if (repository === null) return null;
  const isImage = kind === 'image' || kind === 'index';
  return {
    repository,
    digest,
    tag: tag ?? null,
    isIndex: kind === 'index',
    kind: isImage ? 'image' : kind === 'helm' ? 'helm' : 'other',
  };
}
