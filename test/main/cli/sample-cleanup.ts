// Sample cleanup plans for the tests of main/cli: plain ones, and generated ones whose figures add up as the contract says.
import fc from 'fast-check';
import type { CleanupGroupKind, CleanupItem, CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { digestOf } from './sample-import.ts';

export function cleanupItem(part: Partial<CleanupItem>): CleanupItem {
  return {
    key: 'a',
    repository: 'docker.io/library/web',
    digest: digestOf('a'),
    name: '',
    tags: [],
    formerTags: [],
    since: '2026-06-01T12:00:00Z',
    selected: true,
    fullBytes: 30_000_000,
    staysBytes: 20_000_000,
    staysFor: { repository: 'docker.io/library/web', digest: digestOf('e'), tags: ['latest'] },
    freedBytes: 10_000_000,
    countedAboveBytes: 0,
    ...part,
  };
}

/** A plan with these groups; totals are the sums of the selected rows. */
export function cleanupPlan(
  groups: readonly { readonly kind: CleanupGroupKind; readonly items: readonly CleanupItem[] }[],
  part: Partial<CleanupPlan> = {},
): CleanupPlan {
  const items = groups.flatMap((group) => group.items);
  const [freedBytes, staysBytes] = [sum(items, 'freedBytes'), sum(items, 'staysBytes')];
  return {
    revision: 7,
    olderThanSeconds: 604_800,
    groups: groups.map((group) => ({ ...group, freedBytes: sum(group.items, 'freedBytes') })),
    kept: [],
    blockers: [],
    totals: { fullBytes: freedBytes + staysBytes, staysBytes, freedBytes },
    ...part,
  };
}

function sum(items: readonly CleanupItem[], of: 'freedBytes' | 'staysBytes'): number {
  return items.reduce((total, item) => total + (item.selected ? item[of] : 0), 0);
}

const anyItem = fc
  .record({
    digest: fc.constantFrom('1', '2', '3', '4').map(digestOf),
    repository: fc.constantFrom(null, 'docker.io/library/web', 'quay.io/team/app'),
    name: fc.constantFrom('staging/1', 'staging/\u001b[2J'),
    tags: fc.array(fc.constantFrom('v1', 'v2'), { maxLength: 2 }),
    selected: fc.boolean(),
    staysBytes: fc.nat(1e9),
    freedBytes: fc.nat(1e9),
    countedAboveBytes: fc.constantFrom(0, 1234),
    since: fc.constantFrom(null, '2026-06-01T12:00:00Z'),
  })
  .map(({ staysBytes, freedBytes, countedAboveBytes, ...rest }) =>
    cleanupItem({
      ...rest,
      staysBytes,
      freedBytes,
      countedAboveBytes,
      fullBytes: staysBytes + freedBytes + countedAboveBytes,
      ...(staysBytes === 0 ? { staysFor: null } : {}),
    }),
  );

/** Any plan, with every reason to keep something and sometimes with manifests that cannot be read. */
export const anyCleanupPlan = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom<CleanupGroupKind>('tagged', 'untagged', 'unreferenced', 'interrupted')),
    fc.array(fc.array(anyItem, { maxLength: 3 }), { minLength: 4, maxLength: 4 }),
    fc.array(
      fc.record({
        reason: fc.constantFrom(
          'recent' as const,
          'newest' as const,
          'locked' as const,
          'in-use' as const,
          'index-child' as const,
          'referrer' as const,
          'other-repository' as const,
          'unreadable' as const,
        ),
        count: fc.integer({ min: 1, max: 5000 }),
      }),
      { maxLength: 8 },
    ),
    fc.array(fc.record({ digest: fc.constantFrom('7', '8').map(digestOf), reason: fc.constant('not JSON') }), { maxLength: 2 }),
  )
  .map(([kinds, items, kept, blockers]) =>
    cleanupPlan(
      kinds.map((kind, at) => ({ kind, items: items[at] ?? [] })),
      { kept, blockers },
    ),
  );
