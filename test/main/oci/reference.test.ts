// Room oci, tests: references, by Docker's rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStowageError } from '../../../main/errors.ts';
import { digestOf } from '../../../main/oci/digest.ts';
import {
  familiarReference,
  familiarRepository,
  formatReference,
  parseReference,
  parseRepository,
  parseTag,
  tagReference,
  withDefaultTag,
} from '../../../main/oci/reference.ts';

const HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const DIGEST = digestOf(new Uint8Array());

const atom = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const component = fc
  .tuple(atom, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '---'), atom), { maxLength: 2 }))
  .map(([first, rest]) => first + rest.flat().join(''));
const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const host = fc.constantFrom(
  'docker.io/',
  'index.docker.io/',
  'localhost/',
  'registry.example.com/',
  'Upper/',
  'h:5000/',
  '127.0.0.1:80/',
  '[::1]/',
  '[fe80::1]:5000/',
  '',
);
const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
const valid = fc
  .tuple(host, path, fc.option(tag), fc.boolean())
  // Without a registry, a dotted first component would be read as one, underscores and all.
  .filter(([registry, name]) => registry !== '' || !/^[^/]*\.[^/]*\//.test(name))
  .map(
    ([registry, name, label, hasDigest]) =>
      registry + name + (label === null ? '' : `:${label}`) + (hasDigest ? `@${DIGEST}` : ''),
  );

function reasonAgainst(text: string): string {
  try {
    return `accepted as ${formatReference(parseReference(text))}`;
  } catch (error) {
    if (!isStowageError(error, 'reference-invalid')) throw error;
    expect(error.params.reference).toBe(text);
    return error.params.reason;
  }
}

describe('reference', () => {
  it('reads back its full and its familiar form as the same reference', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const reference = parseReference(text);
        expect(parseReference(formatReference(reference))).toEqual(reference);
        expect(parseReference(familiarReference(reference))).toEqual(reference);
        expect(parseRepository(familiarRepository(reference.repository))).toBe(reference.repository);
        expect(reference.repository).toBe(`${reference.registry}/${reference.path}`);
      }),
    );
  });

  it('normalises once and for all', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const full = formatReference(withDefaultTag(parseReference(text)));
        expect(formatReference(withDefaultTag(parseReference(full)))).toBe(full);
      }),
    );
  });

  it('refuses a valid reference with one forbidden character in its name', () => {
    fc.assert(
      fc.property(
        host,
        path,
        fc.constantFrom('..', '/', '//', '-', '_', '___', '._', ' ', '\n', '\0', 'é', '*', '<b>', '%2f', '\\', '\u202e'),
        (registry, name, wrong) => {
          expect(reasonAgainst(`${registry}${name}${wrong}`)).not.toMatch(/^accepted/);
          expect(reasonAgainst(`${registry}a/${wrong}${name}`)).not.toMatch(/^accepted/);
        },
      ),
    );
  });

  it('throws nothing but reference-invalid, whatever the text', () => {
    const pieces = fc.array(fc.constantFrom('a', 'B', '.', ':', '/', '@', '[', ']', '-', '_', '5', DIGEST, 'localhost', ' '), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join('')),
        ),
        (text) => {
          const reason = reasonAgainst(text);
          if (reason.startsWith('accepted as ')) expect(reasonAgainst(reason.slice('accepted as '.length))).toBe(reason);
        },
      ),
    );
  });

  // Cases of normalize_test.go and reference_test.go in github.com/distribution/reference, by their meaning.
  it.each([
    ['alpine', 'docker.io/library/alpine', 'alpine'],
    ['library/alpine', 'docker.io/library/alpine', 'alpine'],
    ['docker.io/alpine', 'docker.io/library/alpine', 'alpine'],
    ['index.docker.io/alpine:3', 'docker.io/library/alpine:3', 'alpine:3'],
    ['index.docker.io/library/alpine', 'docker.io/library/alpine', 'alpine'],
    ['foo/bar', 'docker.io/foo/bar', 'foo/bar'],
    ['docker.io/library/foo/bar', 'docker.io/library/foo/bar', 'library/foo/bar'],
    ['docker.io/docker/docker', 'docker.io/docker/docker', 'docker/docker'],
    ['library/library', 'docker.io/library/library', 'library'],
    ['127.0.0.1:8000/docker/docker', '127.0.0.1:8000/docker/docker', '127.0.0.1:8000/docker/docker'],
    ['localhost/app', 'localhost/app', 'localhost/app'],
    ['localhost:5000', 'docker.io/library/localhost:5000', 'localhost:5000'],
    ['registry.example.com', 'docker.io/library/registry.example.com', 'registry.example.com'],
    ['registry.example.com:5000', 'docker.io/library/registry.example.com:5000', 'registry.example.com:5000'],
    ['Registry/app', 'Registry/app', 'Registry/app'],
    ['Docker.io/alpine', 'Docker.io/alpine', 'Docker.io/alpine'],
    ['[::1]:5000/app:1', '[::1]:5000/app:1', '[::1]:5000/app:1'],
    ['[2001:db8::1]/app', '[2001:db8::1]/app', '[2001:db8::1]/app'],
    ['xn--n3h.com/myimage:xn--n3h.com', 'xn--n3h.com/myimage:xn--n3h.com', 'xn--n3h.com/myimage:xn--n3h.com'],
    ['aa/asdf$$^/aa', undefined, undefined],
    ['foo_bar.com:8080', 'docker.io/library/foo_bar.com:8080', 'foo_bar.com:8080'],
    ['foo/foo_bar.com:8080', 'docker.io/foo/foo_bar.com:8080', 'foo/foo_bar.com:8080'],
    [
      'b.gcr.io/test.example.com/my-app:test.example.com',
      'b.gcr.io/test.example.com/my-app:test.example.com',
      'b.gcr.io/test.example.com/my-app:test.example.com',
    ],
    ['docker/docker---x/a__b', 'docker.io/docker/docker---x/a__b', 'docker/docker---x/a__b'],
    [`alpine:3@${DIGEST}`, `docker.io/library/alpine:3@${DIGEST}`, `alpine:3@${DIGEST}`],
    [`${HEX}:tag`, `docker.io/library/${HEX}:tag`, `docker.io/library/${HEX}:tag`],
    // Short forms Docker would show, and then read as another repository.
    ['docker.io/localhost/app', 'docker.io/localhost/app', 'docker.io/localhost/app'],
    ['docker.io/foo.bar/baz', 'docker.io/foo.bar/baz', 'docker.io/foo.bar/baz'],
  ])('reads %s as %s, familiar as %s', (text, full, familiar) => {
    if (full === undefined) {
      expect(reasonAgainst(text)).not.toMatch(/^accepted/);
      return;
    }
    const reference = parseReference(text);
    expect(formatReference(reference)).toBe(full);
    expect(familiarReference(reference)).toBe(familiar);
  });

  it.each([
    ['', 'it is empty'],
    [HEX, '64 hexadecimal characters are an image ID, not a name'],
    ['Alpine', 'the repository name has upper-case letters'],
    ['registry.example.com/Hostile/App:1', 'the repository name has upper-case letters'],
    ['app:', 'the tag is empty'],
    [`app:${'t'.repeat(129)}`, 'the tag is longer than 128 characters'],
    ['app:.hidden', 'the tag has characters a tag may not have'],
    ['app:a/b', 'the registry is not a valid host name'],
    ['foo/app:a/b', 'the tag has characters a tag may not have'],
    ['app:1:2', 'the tag has characters a tag may not have'],
    ['app@', 'what follows @ is not a sha256 or sha512 digest'],
    ['app@sha256:abc', 'what follows @ is not a sha256 or sha512 digest'],
    [`app@${DIGEST.toUpperCase()}`, 'what follows @ is not a sha256 or sha512 digest'],
    [`app@${DIGEST}@${DIGEST}`, 'what follows @ is not a sha256 or sha512 digest'],
    ['docker.io/', 'the repository name is empty'],
    ['registry.example.com/', 'the repository name is empty'],
    ['registry.example.com:port/app', 'the registry is not a valid host name'],
    ['-registry.example.com/app', 'the registry is not a valid host name'],
    [':5000/app', 'the registry is not a valid host name'],
    ['[::1/app', 'the registry is not a valid host name'],
    ['[fe80::1%25eth0]/app', 'the registry is not a valid host name'],
    ['::1/app', 'the registry is not a valid host name'],
    ['https://registry.example.com/app', 'the registry is not a valid host name'],
    ['../../etc/passwd', 'the registry is not a valid host name'],
    ['a..b', 'the repository name has characters or separators a name may not have'],
    ['a___b', 'the repository name has characters or separators a name may not have'],
    ['a-_b', 'the repository name has characters or separators a name may not have'],
    ['/app', 'the repository name has characters or separators a name may not have'],
    ['app\n', 'the repository name has characters or separators a name may not have'],
    ['<none>:<none>', 'the tag has characters a tag may not have'],
  ])('refuses %j: %s', (text, reason) => {
    expect(reasonAgainst(text)).toBe(reason);
  });

  it('takes a repository of 255 characters with its registry, and no longer one', () => {
    const registry = 'registry.example.com/';
    expect(parseRepository(registry + 'a'.repeat(255 - registry.length))).toHaveLength(255);
    expect(reasonAgainst(registry + 'a'.repeat(256 - registry.length))).toBe('the repository name is longer than 255 characters');
    expect(reasonAgainst(`a:${'-'.repeat(1_000_000)}`)).toBe('the tag is longer than 128 characters');
  });

  it('refuses a tag of 129 characters and takes one of 128', () => {
    expect(parseTag('t'.repeat(128))).toBe('t'.repeat(128));
    expect(parseTag('t'.repeat(129))).toBeUndefined();
  });

  it.each(['', '-a', '.a', 'a b', 'a:b', 'a/b', 'ä', 'a\n'])('does not take %j for a tag', (text) => {
    expect(parseTag(text)).toBeUndefined();
  });

  it('takes a repository alone, and refuses one with a tag or a digest', () => {
    const repository = parseRepository('alpine');
    expect(repository).toBe('docker.io/library/alpine');
    const [latest] = [parseTag('latest')];
    if (latest !== undefined) expect(tagReference(repository, latest)).toBe('docker.io/library/alpine:latest');
    expect(() => parseRepository('alpine:3')).toThrow('a repository has no tag or digest');
    expect(() => parseRepository(`alpine@${DIGEST}`)).toThrow('a repository has no tag or digest');
  });

  it('adds latest only where neither tag nor digest is', () => {
    expect(withDefaultTag(parseReference('alpine')).tag).toBe('latest');
    expect(withDefaultTag(parseReference('alpine:3')).tag).toBe('3');
    expect(withDefaultTag(parseReference(`alpine@${DIGEST}`)).tag).toBeUndefined();
  });
});
