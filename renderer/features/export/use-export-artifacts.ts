// Feature export: what the store knows of the artifacts to export.
import { useQueries } from '@tanstack/react-query';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall } from '../../host/use-call.ts';

/** Platforms and referrers of more than these are not looked up; the export itself takes all. */
const lookedUp = 200;

interface ExportArtifacts {
  readonly details: ReadonlyMap<string, ArtifactDetail>;
  /** The first thing that went wrong, such as a reference that is gone by now. */
  readonly error: unknown;
  readonly isPending: boolean;
  /** Every distinct blob once, as stored; null until it is known. */
  readonly sizeBytes: number | null;
}

export function useExportArtifacts(references: readonly string[]): ExportArtifacts {
  const { client } = useHost();
  const answers = useQueries({
    queries: references.slice(0, lookedUp).map((reference) => ({
      queryKey: ['artifact.show', { reference }],
      queryFn: async () => valueOf(await client.call('artifact.show', { reference })),
    })),
  });
  const details = new Map<string, ArtifactDetail>();
  references.forEach((reference, place) => {
    const detail = answers[place]?.data;
    if (detail !== undefined) details.set(reference, detail);
  });
  const artifacts = [...details.values()].map(({ repository, digest }) => ({ repository, digest }));
  const whole = useCall(
    'selection.footprint',
    { artifacts },
    { enabled: artifacts.length > 0 && references.length <= lookedUp, keepPrevious: true },
  );
  return {
    details,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    isPending: answers.some(({ isPending }) => isPending),
    sizeBytes: artifacts.length === 0 ? null : (whole.data?.sizeBytes ?? null),
  };
}
