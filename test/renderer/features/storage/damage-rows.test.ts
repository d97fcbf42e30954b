// The rows of what is damaged: every blob once, and below it what needs it unless it is folded.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArtifactName, Damage } from '../../../../preload/contract/upkeep-model.ts';
import { artifactWord, damageRows, damageShape } from '../../../../renderer/features/storage/damage-rows.ts';

const hex = fc.stringMatching(/^[0-9a-f]{64}$/).map((text) => `sha256:${text}`);
const artifact: fc.Arbitrary<ArtifactName> = fc.record({
  repository: fc.option(fc.constantFrom('docker.io/library/web', 'registry.example.com/team/api')),
  digest: hex,
  tags: fc.uniqueArray(fc.constantFrom('v1', 'v2', 'latest')),
});
const damage: fc.Arbitrary<readonly Damage[]> = fc.uniqueArray(
  fc.record({
    digest: hex,
    problem: fc.constantFrom('wrong-bytes', 'wrong-size', 'missing', 'wrong-diff-id'),
    foundAt: fc.constant('2026-06-14T09:42:00Z'),
    sizeBytes: fc.nat(),
    artifacts: fc.uniqueArray(artifact, { maxLength: 4, selector: ({ repository, digest }) => `${repository}@${digest}` }),
  }),
  { maxLength: 6, selector: ({ digest }) => digest },
);

describe('the rows of what is damaged', () => {
  it('name every blob once and what needs it under it, each row by its own id', () => {
    fc.assert(
      fc.property(damage, (all) => {
        const rows = damageRows(all, new Set());
        expect(rows.filter((row) => row.artifact === null).map((row) => row.damage)).toEqual(all);
        expect(rows.length).toBe(all.reduce((sum, { artifacts }) => sum + 1 + artifacts.length, 0));
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      }),
    );
  });

  it('lose what is below a folded blob and nothing else', () => {
    fc.assert(
      fc.property(damage, fc.nat(), (all, at) => {
        fc.pre(all.length > 0);
        const { digest, artifacts } = all[at % all.length] ?? { digest: '', artifacts: [] };
        const open = damageRows(all, new Set());
        const folded = damageRows(all, new Set([digest]));
        expect(open.length - folded.length).toBe(artifacts.length);
      }),
    );
  });

  it('can be unfolded only where something needs the blob', () => {
    fc.assert(
      fc.property(damage, (all) => {
        for (const row of damageRows(all, new Set())) {
          const { isExpanded, level } = damageShape(row);
          expect(isExpanded !== undefined).toBe(row.artifact === null && row.damage.artifacts.length > 0);
          expect(level).toBe(row.artifact === null ? 1 : 2);
        }
      }),
    );
  });
});

describe('an artifact that needs a damaged blob', () => {
  const digest = `sha256:0123456789ab${'c'.repeat(52)}`;

  it('is named by its tags in the form people type, and else by its digest', () => {
    expect(artifactWord({ repository: 'docker.io/library/web', digest, tags: ['v1'] })).toBe('web:v1');
    expect(artifactWord({ repository: 'registry.example.com/team/api', digest, tags: [] })).toBe(
      'registry.example.com/team/api@sha256:0123456789ab',
    );
    expect(artifactWord({ repository: null, digest, tags: [] })).toBe('sha256:0123456789ab');
  });
});
