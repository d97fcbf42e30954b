// Room test: renderer/features/locks/lock-target.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LockInfo, LockSwitches } from '../../../../preload/contract/upkeep-model.ts';
import type { LockTarget } from '../../../../renderer/app/intents.ts';
import {
  forbiddenBy,
  isUnlocked,
  lockName,
  lockOn,
  lockReference,
  locksBeside,
  targetKind,
  targetsOf,
  unlocked,
  usualLock,
} from '../../../../renderer/features/locks/lock-target.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const web = 'docker.io/team/web';
const repository = fc.constantFrom(web, 'docker.io/library/alpine', 'localhost:5000/base');
const target = fc
  .record({ repository, tag: fc.constantFrom(null, 'v1', '1.0-rc.2'), isDigest: fc.boolean() })
  .map(({ isDigest, ...rest }): LockTarget => (isDigest ? { ...rest, tag: null, digest } : { ...rest, digest: null }));
const switches: fc.Arbitrary<LockSwitches> = fc.record({
  deleteEnabled: fc.boolean(),
  writeEnabled: fc.boolean(),
  listEnabled: fc.boolean(),
  readEnabled: fc.boolean(),
});

function lock(on: LockTarget, off: LockSwitches = usualLock): LockInfo {
  return { ...on, reference: lockReference(on), switches: off, since: '2026-06-01T00:00:00Z' };
}

describe('a reference for a lock', () => {
  test('is the repository, with the tag or the digest of what is meant in it', () => {
    expect(lockReference({ repository: web, tag: null, digest: null })).toBe(web);
    expect(lockReference({ repository: web, tag: 'v1', digest: null })).toBe(`${web}:v1`);
    expect(lockReference({ repository: web, tag: null, digest })).toBe(`${web}@${digest}`);
  });

  test('differs for different things and is shown in the form people type', () => {
    fc.assert(
      fc.property(target, target, (a, b) => {
        const isSame = a.repository === b.repository && a.tag === b.tag && a.digest === b.digest;
        expect(lockReference(a) === lockReference(b)).toBe(isSame);
        expect(lockName(a)).not.toContain('docker.io/');
      }),
    );
  });
});

describe('switches', () => {
  test('forbid exactly what is off', () => {
    fc.assert(
      fc.property(switches, (all) => {
        const off = new Set(forbiddenBy(all));
        expect([off.has('delete'), off.has('write'), off.has('list'), off.has('read')]).toEqual([
          !all.deleteEnabled,
          !all.writeEnabled,
          !all.listEnabled,
          !all.readEnabled,
        ]);
        expect(isUnlocked(all)).toBe(off.size === 0);
      }),
    );
  });

  test('of a new lock keep a thing as it is and leave it in sight', () => {
    expect(forbiddenBy(usualLock)).toEqual(['delete', 'write']);
    expect(isUnlocked(unlocked)).toBe(true);
  });
});

describe('what can be locked of an artifact', () => {
  test('is itself, each of its tags and its repository', () => {
    const targets = targetsOf({ repository: web, digest }, ['v2', 'v1']);
    expect(targets.map(targetKind)).toEqual(['artifact', 'tag', 'tag', 'repository']);
    expect(new Set(targets.map(lockReference)).size).toBe(targets.length);
  });

  test('is nothing where it has no repository', () => {
    expect(targetsOf({ repository: null, digest }, [])).toEqual([]);
  });
});

describe('locks', () => {
  const [artifact, tag, whole] = targetsOf({ repository: web, digest }, ['v1']) as [LockTarget, LockTarget, LockTarget];
  const elsewhere = lock({ repository: 'docker.io/team/api', tag: 'v1', digest: null });

  test('are found on exactly the thing asked for', () => {
    const locks = [elsewhere, lock(tag), lock(whole)];
    expect(lockOn(locks, tag)?.reference).toBe(`${web}:v1`);
    expect(lockOn(locks, artifact)).toBeUndefined();
  });

  test('beside it are those of its repository and of what else is offered, never its own', () => {
    const locks = [elsewhere, lock(artifact), lock(tag), lock(whole)];
    expect(locksBeside(locks, artifact, [artifact, tag, whole]).map((each) => each.reference)).toEqual([`${web}:v1`, web]);
    expect(locksBeside(locks, tag, [tag]).map((each) => each.reference)).toEqual([web]);
    expect(locksBeside(locks, whole, [whole])).toEqual([]);
  });
});
