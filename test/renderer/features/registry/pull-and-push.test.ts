// Room test: what is typed or chosen in the dialogs becomes what a pull or a push is asked with.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPull, pullInput, referencesIn, toggleReference } from '../../../../renderer/features/registry/pull-choice.ts';
import {
  destinationOf,
  firstRegistry,
  isNameless,
  splitRegistry,
  suggestedPath,
} from '../../../../renderer/features/registry/push-choice.ts';
import { isUserName, isUserPassword } from '../../../../renderer/features/registry/user-rules.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const words = fc.stringMatching(/^[a-z0-9./:@-]{1,12}$/).filter((word) => word !== '');

describe('what to pull', () => {
  it('is every reference that was typed, once, whatever stands between them', () => {
    fc.assert(
      fc.property(fc.array(words), fc.constantFrom(' ', ',', '\n', ', ', '  '), (all, gap) => {
        expect(referencesIn(all.join(gap))).toEqual([...new Set(all)]);
      }),
    );
  });

  it('takes a reference in and out again, and leaves the others as they are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(words), words, (all, one) => {
        const others = all.filter((each) => each !== one);
        const typed = others.join(' ');
        const more = toggleReference(typed, one, true);
        expect(referencesIn(more)).toEqual([...others, one]);
        expect(referencesIn(toggleReference(more, one, false))).toEqual(others);
      }),
    );
  });

  it('is asked for this computer, for all platforms, or for those that were chosen, of which there must be one', () => {
    const choice = { ...firstPull, typed: 'alpine' };
    expect(pullInput(choice)).toEqual({ references: ['alpine'] });
    expect(pullInput({ ...choice, platforms: 'all', referrers: false })).toEqual({
      references: ['alpine'],
      allPlatforms: true,
      referrers: false,
    });
    expect(pullInput({ ...choice, platforms: 'chosen', chosen: new Set(['linux/arm64']) })?.platforms).toEqual(['linux/arm64']);
    expect(pullInput({ ...choice, platforms: 'chosen', chosen: new Set() })).toBeNull();
    expect(pullInput({ ...choice, typed: ' , ' })).toBeNull();
  });
});

describe('where to push', () => {
  it('keeps the path that an artifact has here, without what only Docker Hub means', () => {
    expect(suggestedPath('docker.io/library/alpine:3.20', 'harbor.example.com')).toBe('alpine:3.20');
    expect(suggestedPath('docker.io/library/alpine:3.20', 'docker.io')).toBe('library/alpine:3.20');
    expect(suggestedPath('registry.example.com/team/web:v2', 'harbor.example.com')).toBe('team/web:v2');
    expect(suggestedPath('localhost:5000/team/web:v2', 'harbor.example.com', ' /mirror/ ')).toBe('mirror/team/web:v2');
    expect(suggestedPath(`registry.example.com/team/web@${digest}`, 'harbor.example.com')).toBe('team/web');
    expect(suggestedPath(digest, 'harbor.example.com', 'mirror')).toBe('');
  });

  it('is a registry and a path; as long as one is missing, nowhere', () => {
    expect(destinationOf('https://harbor.example.com/', '/team/web:v2')).toBe('harbor.example.com/team/web:v2');
    expect(destinationOf(' ', 'team/web')).toBeNull();
    expect(destinationOf('harbor.example.com', ' ')).toBeNull();
  });

  it('begins with what was asked, then what the artifact is named after, then the first that is not Docker Hub', () => {
    const known = ['docker.io', 'harbor.example.com', 'registry.example.com'];
    expect(firstRegistry(known, 'docker.io', 'registry.example.com/a:1')).toBe('docker.io');
    expect(firstRegistry(known, undefined, 'registry.example.com/a:1')).toBe('registry.example.com');
    expect(firstRegistry(known, undefined, 'docker.io/library/a:1')).toBe('harbor.example.com');
    expect(firstRegistry(['docker.io'], undefined, 'localhost:5000/a:1')).toBe('localhost:5000');
  });

  it('tells a registry from a path by its dot, its port or its name', () => {
    expect(splitRegistry('localhost/a')).toEqual({ registry: 'localhost', path: 'a' });
    expect(splitRegistry('team/web:v1')).toEqual({ registry: '', path: 'team/web:v1' });
    expect(splitRegistry('[::1]:5000/a/b')).toEqual({ registry: '[::1]:5000', path: 'a/b' });
    expect([digest, `a@${digest}`].map(isNameless)).toEqual([true, false]);
  });
});

describe('a user of the local registry', () => {
  it('has a name that Basic authentication can carry, and a password that bcrypt takes whole', () => {
    expect(['ops', 'a'.repeat(64), 'Ünal'].every(isUserName)).toBe(true);
    expect(['', 'a:b', 'a b', 'a'.repeat(65)].some(isUserName)).toBe(false);
    expect([isUserPassword('12345678'), isUserPassword('a'.repeat(72))]).toEqual([true, true]);
    expect([isUserPassword('1234567'), isUserPassword('ü'.repeat(37))]).toEqual([false, false]);
  });
});
