// Tests of renderer/features/artifact/layers/sharing-artifacts.ts: each other artifact once, under the first of its names.
import { expect, it } from 'vitest';
import type { BlobProof } from '../../../../../preload/contract/upkeep-model.ts';
import { sharingArtifacts } from '../../../../../renderer/features/artifact/layers/sharing-artifacts.ts';

const proof = (...steps: readonly (readonly [BlobProof['steps'][number]['role'], string])[]): BlobProof => ({
  steps: steps.map(([role, name]) => ({ role, name, platform: null })),
});

it('names every other artifact once, by its first tag, and leaves out the one on screen and what only runs', () => {
  const proofs = [
    proof(['tag', 'example.com/web:1'], ['manifest', 'sha256:own'], ['layer', 'sha256:layer']),
    proof(['tag', 'example.com/api:2'], ['index', 'sha256:api'], ['manifest', 'sha256:child'], ['layer', 'sha256:layer']),
    proof(['tag', 'example.com/api:latest'], ['index', 'sha256:api'], ['manifest', 'sha256:child'], ['layer', 'sha256:layer']),
    proof(['tag', 'example.com/copy:2'], ['index', 'sha256:api'], ['manifest', 'sha256:child'], ['layer', 'sha256:layer']),
    proof(['untagged', 'example.com/api@sha256:old'], ['manifest', 'sha256:old'], ['layer', 'sha256:layer']),
    proof(['lease', 'import']),
  ];
  expect(sharingArtifacts(proofs, 'sha256:own')).toEqual([
    'example.com/api:2',
    'example.com/copy:2',
    'example.com/api@sha256:old',
  ]);
});
