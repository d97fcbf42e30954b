// Room test: what follows from the choices of an export.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArtifactDetail, PlatformState } from '../../../../preload/contract/model.ts';
import {
  exportOptions,
  firstChoice,
  guessedBytes,
  incomplete,
  offeredPlatforms,
  referrersOf,
  suggestedName,
} from '../../../../renderer/features/export/export-choice.ts';

const names = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'windows/amd64'] as const;
const platforms = fc
  .uniqueArray(fc.record({ platform: fc.constantFrom(...names), present: fc.boolean(), sizeBytes: fc.nat(1000) }), {
    selector: ({ platform }) => platform,
  })
  .map((all) => all.map((each, place): PlatformState => ({ ...each, digest: `sha256:${place}` })));
const details = fc.array(
  fc
    .record({ platforms, absentCount: fc.nat(2), isIndex: fc.boolean() })
    .map(({ isIndex, ...more }) => detail({ ...more, kind: isIndex ? 'index' : 'image' })),
  { maxLength: 4 },
);
const without = fc.subarray([...names]).map((left) => new Set<string>(left));

function detail(more: Partial<ArtifactDetail>): ArtifactDetail {
  return {
    repository: 'docker.io/team/web',
    digest: 'sha256:ab',
    mediaType: '',
    artifactType: null,
    kind: 'image',
    tags: [],
    formerTags: [],
    platforms: [],
    sizeBytes: 0,
    uniqueBytes: 0,
    layerCount: 0,
    createdAt: null,
    addedAt: '2026-06-01T00:00:00Z',
    untaggedAt: null,
    source: null,
    referrers: { signature: 0, sbom: 0, attestation: 0, other: 0 },
    absentCount: 0,
    damagedCount: 0,
    locked: null,
    restoredAt: null,
    annotations: {},
    subject: null,
    image: null,
    referrerList: [],
    containedIn: [],
    absent: [],
    ...more,
  };
}

describe('platforms on offer', () => {
  it('are those of all artifacts, each once, those that are here first', () => {
    fc.assert(
      fc.property(details, (all) => {
        const offered = offeredPlatforms(all);
        const states = all.flatMap((each) => each.platforms);
        expect(offered.map(({ platform }) => platform).toSorted()).toEqual(
          [...new Set(states.map(({ platform }) => platform))].toSorted(),
        );
        for (const { platform, present } of offered)
          expect(present).toBe(states.some((state) => state.platform === platform && state.present));
        const places = offered.map(({ present }) => present);
        expect(places).toEqual(places.toSorted((a, b) => Number(b) - Number(a)));
      }),
    );
  });
});

describe('the size of an export', () => {
  it('is never guessed as more than the whole, nor as more for less', () => {
    fc.assert(
      fc.property(details, without, fc.nat(3000), (all, left, wholeBytes) => {
        const guess = guessedBytes(all, wholeBytes, { ...firstChoice, without: left });
        expect(guess).toBeLessThanOrEqual(wholeBytes);
        expect(guessedBytes(all, wholeBytes, { ...firstChoice, without: new Set(names) })).toBeLessThanOrEqual(guess);
        expect(guessedBytes(all, wholeBytes, firstChoice)).toBe(wholeBytes);
      }),
    );
  });
});

describe('artifacts that lack blobs', () => {
  it('are fewer the more platforms are left out', () => {
    fc.assert(
      fc.property(details, without, (all, left) => {
        const now = incomplete(all, { ...firstChoice, without: left });
        const before = incomplete(all, firstChoice);
        for (const each of now) expect(before).toContain(each);
        for (const each of before) expect(each.absentCount).toBeGreaterThan(0);
      }),
    );
  });

  it('are complete once what is missing is left out, but for images, which have one platform', () => {
    const state = { digest: 'sha256:1', sizeBytes: 1 };
    const both = [
      { ...state, platform: 'linux/amd64', present: true },
      { ...state, platform: 'linux/arm64', present: false },
    ];
    const index = detail({ kind: 'index', absentCount: 3, platforms: both });
    const image = detail({ absentCount: 1, platforms: both.slice(1) });
    const choice = { ...firstChoice, without: new Set(['linux/arm64']) };
    expect(incomplete([index, image], firstChoice)).toEqual([index, image]);
    expect(incomplete([index, image], choice)).toEqual([image]);
  });
});

describe('the options', () => {
  const offered = names.map((platform) => ({ platform, present: true }));

  it('name the platforms that stay only where some are left out', () => {
    expect(exportOptions(firstChoice, offered)).toEqual({ profile: 'docker', withReferrers: true });
    expect(exportOptions({ ...firstChoice, without: new Set(['windows/amd64']) }, offered)).toEqual({
      profile: 'docker',
      withReferrers: true,
      platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    });
  });

  it('compress archives and never a folder', () => {
    expect(exportOptions({ ...firstChoice, profile: 'oci', compression: 'zstd' }, [])).toMatchObject({ compress: 'zstd' });
    expect(exportOptions({ ...firstChoice, profile: 'dir', compression: 'zstd' }, [])).not.toHaveProperty('compress');
    expect(exportOptions({ ...firstChoice, allowMissing: true }, [])).toMatchObject({ allowMissing: true });
  });
});

const name = (references: readonly string[], more = {}): string =>
  suggestedName(references, 'images', { ...firstChoice, ...more });

describe('the name of the file', () => {
  it('is that of the image and its tag, with the ending of what is written', () => {
    expect(name(['docker.io/team/web:2.4.0'])).toBe('web-2.4.0.tar');
    expect(name(['localhost:5000/web:2.4.0'], { compression: 'gzip' })).toBe('web-2.4.0.tar.gz');
    expect(name(['docker.io/team/web@sha256:ab'], { compression: 'zstd' })).toBe('web.tar.zst');
    expect(name(['docker.io/team/web:2.4.0'], { profile: 'dir', compression: 'zstd' })).toBe('web-2.4.0');
  });

  it('of several says how many', () => {
    expect(name(['a:1', 'b:1', 'c:1'])).toBe('images-3.tar');
  });

  it('never leads to another folder', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9./:@-]{1,30}$/), { maxLength: 3 }), (references) => {
        expect(name(references)).not.toMatch(/[/\\]/);
      }),
    );
  });
});

describe('referrers', () => {
  it('are those of all artifacts', () => {
    const counts = { signature: 1, sbom: 2, attestation: 0, other: 1 };
    expect(referrersOf([detail({ referrers: counts }), detail({ referrers: counts })])).toEqual({
      signature: 2,
      sbom: 4,
      attestation: 0,
      other: 2,
    });
  });
});
