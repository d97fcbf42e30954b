// Tests of the end points' addresses and of the names in them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RegistryError } from '../../../../main/registry/server/registry-error.ts';
import { repositoryOf, routeOf } from '../../../../main/registry/server/route.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const nothing = new URLSearchParams();
const part = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9]{1,6}$/),
    fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '--'), fc.stringMatching(/^[a-z0-9]{1,4}$/)), { maxLength: 2 }),
  )
  .map(([first, rest]) => first + rest.flat().join(''));
// The first part without dots: with one it would name a registry.
const name = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9]{1,6}$/), fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join('/'))
  .filter((text) => !text.startsWith('localhost/') && !text.startsWith('library/'));

it('finds name and reference of every end point', () => {
  fc.assert(
    fc.property(name, (text) => {
      const named = { repository: `docker.io/${text}`, name: text };
      expect(routeOf(`/v2/${text}/blobs/${digest}`, nothing)).toEqual({ at: 'blob', ...named, digest });
      expect(routeOf(`/v2/${text}/blobs/${digest.replace(':', '%3A')}`, nothing)).toEqual({ at: 'blob', ...named, digest });
      expect(routeOf(`/v2/${text}/referrers/${digest}`, nothing)).toEqual({ at: 'referrers', ...named, digest });
      expect(routeOf(`/v2/${text}/tags/list`, nothing)).toEqual({ at: 'tags', ...named });
      expect(routeOf(`/v2/${text}/blobs/uploads/`, nothing)).toEqual({ at: 'uploads', ...named });
      expect(routeOf(`/v2/${text}/blobs/uploads/a-1`, nothing)).toEqual({ at: 'upload', ...named, id: 'a-1' });
      const byTag = { kind: 'tag', tag: 'v1.0' };
      expect(routeOf(`/v2/${text}/manifests/v1.0`, nothing)).toEqual({ at: 'manifest', ...named, reference: byTag });
    }),
  );
});

it('one repository answers to each of its names, and through a mirror to the one it stands for', () => {
  const alpine = 'docker.io/library/alpine';
  for (const text of ['alpine', 'library/alpine', 'docker.io/library/alpine']) expect(repositoryOf(text, null)).toBe(alpine);
  expect(repositoryOf('library/alpine', 'docker.io')).toBe(alpine);
  expect(repositoryOf('team/app', 'ghcr.io')).toBe('ghcr.io/team/app');
  expect(repositoryOf('ghcr.io/team/app', 'ghcr.io')).toBe('ghcr.io/team/app');
});

it('whatever the path, there is a route, none, or a refusal in words of the spec', () => {
  const piece = fc.constantFrom(
    'v2',
    'a',
    '..',
    '.',
    '%2e%2e',
    '%2F',
    'blobs',
    'manifests',
    'uploads',
    'tags',
    'list',
    digest,
    'A',
    '\0',
    '',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 8 }), (pieces) => {
      try {
        const route = routeOf(`/${pieces.join('/')}`, nothing);
        if (route !== null && 'name' in route) expect(route.name).toMatch(/^[a-z0-9][a-z0-9._/-]*$/);
      } catch (error) {
        expect(error).toBeInstanceOf(RegistryError);
        expect((error as RegistryError).status).toBe(400);
      }
    }),
  );
});

it.each([
  ['/v2/../secret/manifests/v1', 'NAME_INVALID'],
  ['/v2/a/../../etc/blobs/uploads/', 'NAME_INVALID'],
  ['/v2/a%2fb/tags/list', 'NAME_INVALID'],
  ['/v2/Upper/tags/list', 'NAME_INVALID'],
  ['/v2/a..b/tags/list', 'NAME_INVALID'],
  [`/v2/${'a'.repeat(256)}/tags/list`, 'NAME_INVALID'],
  ['/v2/a/blobs/sha256:short', 'DIGEST_INVALID'],
  [`/v2/a/blobs/md5:${'ab'.repeat(16)}`, 'DIGEST_INVALID'],
  [`/v2/a/manifests/sha256:${'AB'.repeat(32)}`, 'DIGEST_INVALID'],
  ['/v2/a/manifests/-no', 'MANIFEST_INVALID'],
  [`/v2/a/manifests/${'x'.repeat(129)}`, 'MANIFEST_INVALID'],
])('refuses %s as %s', (path, code) => {
  expect(() => routeOf(path, nothing)).toThrow(expect.objectContaining({ code, status: 400 }));
});
