// Room test: digests, repositories, references and tags as screens write them. What is shown leads back to what is stored.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  artifactReference,
  digestAddress,
  familiarName,
  isTag,
  shortDigest,
  splitName,
  tagAddress,
} from '../../../renderer/format/names.ts';
import { splitReference } from '../../../renderer/format/report-names.ts';

const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const hosts = fc.constantFrom('docker.io', 'registry.example.com', 'registry.example.com:5000', 'localhost');
const repositories = fc
  .tuple(hosts, fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([host, parts]) => `${host}/${parts.join('/')}`);
const tags = fc.stringMatching(/^\w[\w.-]{0,20}$/);
const digest = `sha256:${'ab'.repeat(32)}`;

/** The full name of what people type, by the rules of the Docker command line. */
function fullName(typed: string): string {
  const [first = '', ...rest] = typed.split('/');
  if (rest.length === 0) return `docker.io/library/${typed}`;
  return /[.:]/.test(first) || first === 'localhost' ? typed : `docker.io/${typed}`;
}

describe('a repository', () => {
  it('in the form people type is the same repository', () => {
    fc.assert(
      fc.property(repositories, (repository) => {
        // Docker's own registry keeps a name without a namespace under `library`.
        const stored = /^docker\.io\/[^/]+$/.test(repository) ? repository.replace('/', '/library/') : repository;
        expect(fullName(familiarName(stored))).toBe(stored);
      }),
    );
  });

  it('is its namespace and its leaf', () => {
    expect(splitName('docker.io/library/nginx')).toEqual({ namespace: 'docker.io/library', leaf: 'nginx' });
    expect(splitName('docker.io/team/web')).toEqual({ namespace: 'team', leaf: 'web' });
    expect(splitName('registry.example.com:5000/a/b/c')).toEqual({ namespace: 'registry.example.com:5000/a/b', leaf: 'c' });
  });
});

describe('a reference', () => {
  it('comes apart into the repository and the tag it was made of', () => {
    fc.assert(
      fc.property(repositories, tags, (repository, tag) => {
        expect(splitReference(`${repository}:${tag}`)).toEqual({ repository, tag });
        expect(splitReference(`${repository}:${tag}@${digest}`)).toEqual({ repository, tag });
      }),
    );
  });

  it('without a tag has none, whatever port its registry has', () => {
    fc.assert(
      fc.property(repositories, (repository) => {
        expect(splitReference(repository)).toEqual({ repository, tag: '' });
      }),
    );
  });

  it('is whole where it is copied', () => {
    expect(tagAddress('docker.io/library/nginx', '1.27')).toBe('nginx:1.27');
    expect(digestAddress('docker.io/library/nginx', digest)).toBe(`nginx@${digest}`);
    expect(digestAddress(null, digest)).toBe(digest);
    expect(artifactReference('docker.io/library/nginx', digest)).toBe(`docker.io/library/nginx@${digest}`);
    expect(artifactReference(null, digest)).toBe(digest);
    expect(shortDigest(digest)).toBe('abababababab');
  });
});

describe('a tag', () => {
  it('is what the specification allows', () => {
    fc.assert(
      fc.property(tags, (tag) => {
        expect(isTag(tag)).toBe(true);
      }),
    );
    expect(['', '.a', '-a', 'a b', 'a/b', 'a:b', 'é', 'a'.repeat(129)].filter(isTag)).toEqual([]);
    expect(isTag('a'.repeat(128))).toBe(true);
  });
});
