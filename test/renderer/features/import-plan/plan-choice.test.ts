// Room test: what choosing artifacts of a plan adds up to. Plans are made so that a blob is new where it is met first, as the host
// makes them; the figures must not depend on which of the artifacts that share it are chosen.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportReport, PlannedArtifact } from '../../../../preload/contract/transfer-model.ts';
import { planFigures, planRows, tagConflicts, typedName } from '../../../../renderer/features/import-plan/plan-choice.ts';

interface Layer {
  readonly id: number;
  readonly sizeBytes: number;
  readonly held: boolean;
}

const layerPool = fc.array(fc.record({ sizeBytes: fc.integer({ min: 1, max: 1000 }), held: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});
const plans = layerPool.chain((pool) => {
  const layers = pool.map((layer, id): Layer => ({ ...layer, id }));
  const artifact = fc.record({ layers: fc.subarray(layers, { minLength: 1 }), documentBytes: fc.integer({ min: 1, max: 50 }) });
  return fc.array(artifact, { minLength: 1, maxLength: 5 }).map((artifacts) => reportOf(artifacts));
});

describe('figures of a plan', () => {
  it('of everything are those of the plan', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const figures = planFigures(plan, keysOf(plan));
        expect(figures.newBytes).toBe(plan.newBytes);
        expect(figures.newBytes + figures.heldBytes).toBe(plan.newBytes + plan.heldBytes);
      }),
    );
  });

  it('of one artifact count each of its blobs that is not held, whoever else needs it', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const artifact of plan.archives[0]?.artifacts ?? []) {
          const layers = artifact.images.flatMap((image) => image.layers).filter(({ held }) => !held);
          const layerBytes = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          const all = artifact.images.flatMap((image) => image.layers).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          expect(planFigures(plan, new Set([artifact.key])).newBytes).toBe(layerBytes + artifact.sizeBytes - all);
        }
      }),
    );
  });

  it('of nothing are nothing', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(planFigures(plan, new Set())).toMatchObject({ count: 0, newBytes: 0, heldBytes: 0 });
      }),
    );
  });
});

describe('conflicts of tags', () => {
  it('are those of chosen artifacts only', () => {
    const plan = reportOf([{ layers: [{ id: 0, sizeBytes: 1, held: false }], documentBytes: 1 }]);
    const rows = planRows(plan).map((row) => ({
      ...row,
      artifact: {
        ...row.artifact,
        tags: [{ reference: 'docker.io/library/web:latest', status: 'moves', currentDigest: 'sha256:old' }] as const,
      },
    }));
    expect(tagConflicts(rows, new Set())).toEqual([]);
    expect(tagConflicts(rows, keysOf(plan))).toEqual([
      { repository: 'docker.io/library/web', tag: 'latest', from: 'sha256:old', to: 'sha256:0' },
    ]);
  });
});

describe('a typed name', () => {
  it.each([
    ['team/web', { repository: 'team/web', tag: null }],
    ['localhost:5000/web:2.4', { repository: 'localhost:5000/web', tag: '2.4' }],
    ['Team/web', null],
    ['web:', null],
    ['web:a b', null],
  ])('%s is read as %o', (name, expected) => {
    expect(typedName(name)).toEqual(expected);
  });
});

function keysOf(plan: ImportReport): ReadonlySet<string> {
  return new Set(plan.archives.flatMap(({ artifacts }) => artifacts.map(({ key }) => key)));
}

function reportOf(made: readonly { readonly layers: readonly Layer[]; readonly documentBytes: number }[]): ImportReport {
  const counted = new Set<number>();
  const artifacts = made.map(({ layers, documentBytes }, position): PlannedArtifact => {
    const fresh = layers.filter(({ id, held }) => !held && !counted.has(id));
    for (const { id } of layers) counted.add(id);
    const sizeBytes = layers.reduce((sum, layer) => sum + layer.sizeBytes, documentBytes);
    const newBytes = fresh.reduce((sum, layer) => sum + layer.sizeBytes, documentBytes);
    return {
      key: String(position),
      digest: `sha256:${position}`,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: null,
      kind: 'image',
      subject: null,
      manifestBuilt: false,
      names: [],
      references: [],
      tags: [],
      images: [
        {
          platform: 'linux/amd64',
          manifestDigest: null,
          configDigest: null,
          present: true,
          attestation: false,
          layers: layers.map((layer) => ({
            digest: `sha256:layer${layer.id}`,
            diffId: null,
            mediaType: '',
            sizeBytes: layer.sizeBytes,
            held: layer.held,
            present: true,
          })),
        },
      ],
      sizeBytes,
      newBytes,
      heldBytes: sizeBytes - newBytes,
      status: 'new',
      failure: null,
    };
  });
  const sum = (figure: 'newBytes' | 'heldBytes'): number => artifacts.reduce((total, artifact) => total + artifact[figure], 0);
  const archive = {
    archive: 'a.tar',
    format: 'oci',
    compression: null,
    artifacts,
    warnings: [],
    failure: null,
    newBytes: sum('newBytes'),
    heldBytes: sum('heldBytes'),
  };
  return {
    dryRun: true,
    revision: 1,
    archives: [archive],
    newBytes: archive.newBytes,
    heldBytes: archive.heldBytes,
    freeBytes: 1e9,
    addedCount: artifacts.length,
    heldCount: 0,
    refusedCount: 0,
    movedTags: [],
  };
}
