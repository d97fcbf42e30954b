// Room oci, tests: names as archives spell them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyName, type NameEvidence } from '../../../main/oci/archive-name.ts';
import { digestOf } from '../../../main/oci/digest.ts';
import { tagReference } from '../../../main/oci/reference.ts';

const DIGEST = digestOf(new Uint8Array());
const EVIDENCE: readonly NameEvidence[] = ['containerd', 'ref-name', 'repo-tag'];

interface ExpectedRef {
  readonly raw: string;
  readonly refName?: string;
  readonly kind: string;
  readonly normalized: string | null;
}

interface ExpectedArchive {
  readonly images?: readonly { readonly refs?: readonly ExpectedRef[] }[];
  readonly badName?: string;
}

const expected = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/archives/EXPECT.json'), 'utf8')) as {
  readonly archives: Readonly<Record<string, ExpectedArchive>>;
};
const archives = Object.values(expected.archives);
const refs = archives.flatMap((archive) => archive.images ?? []).flatMap((image) => image.refs ?? []);

/** The classification as EXPECT.json puts it. */
function summary(raw: string, evidence: NameEvidence) {
  const name = classifyName(raw, evidence);
  return { raw, kind: name.kind, normalized: name.kind === 'full' ? tagReference(name.repository, name.tag) : null };
}

describe('classifyName', () => {
  it('reads every name in the recorded archives as expected', () => {
    expect(refs.length).toBeGreaterThan(50);
    for (const { raw, refName, kind, normalized } of refs) {
      const evidence = refName === undefined ? 'repo-tag' : refName === raw ? 'ref-name' : 'containerd';
      expect(summary(raw, evidence)).toEqual({ raw, kind, normalized });
    }
  });

  it('makes no name of the bad ones in the recorded archives', () => {
    const bad = archives.flatMap((archive) => archive.badName ?? []);
    expect(bad.length).toBeGreaterThan(0);
    for (const raw of bad)
      expect(EVIDENCE.map((evidence) => classifyName(raw, evidence).kind)).toEqual(['invalid', 'invalid', 'invalid']);
  });

  it('answers any text with one of its kinds, and a full name with itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...EVIDENCE), (raw, evidence) => {
        const { kind, normalized } = summary(raw, evidence);
        expect(['full', 'tag-only', 'by-digest', 'empty', 'invalid']).toContain(kind);
        if (normalized !== null) expect(summary(normalized, evidence)).toEqual({ raw: normalized, kind: 'full', normalized });
      }),
    );
  });

  it('takes every tag for a tag alone in a ref.name, and never elsewhere', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/), (tag) => {
        expect(classifyName(tag, 'ref-name')).toEqual({ kind: 'tag-only', tag });
        expect(classifyName(tag, 'containerd').kind).not.toBe('tag-only');
        expect(classifyName(tag, 'repo-tag').kind).not.toBe('tag-only');
      }),
    );
  });

  it.each([
    ['alpine', 'containerd', 'full', 'docker.io/library/alpine:latest'],
    ['alpine', 'repo-tag', 'full', 'docker.io/library/alpine:latest'],
    ['alpine', 'ref-name', 'tag-only', null],
    ['alpine:3', 'ref-name', 'full', 'docker.io/library/alpine:3'],
    ['foo/bar', 'ref-name', 'full', 'docker.io/foo/bar:latest'],
    ['index.docker.io/library/x', 'repo-tag', 'full', 'docker.io/library/x:latest'],
    [`alpine:3@${DIGEST}`, 'containerd', 'full', 'docker.io/library/alpine:3'],
    [`alpine@${DIGEST}`, 'containerd', 'by-digest', null],
    [DIGEST, 'containerd', 'empty', null],
    ['', 'repo-tag', 'empty', null],
    ['<none>:<none>', 'repo-tag', 'invalid', null],
    ['v1 beta', 'ref-name', 'invalid', null],
    // Too long for a tag, and no repository for that.
    ['t'.repeat(129), 'ref-name', 'invalid', null],
  ] as const)('takes %j as a %s name for %s', (raw, evidence, kind, normalized) => {
    expect(summary(raw, evidence)).toEqual({ raw, kind, normalized });
  });

  it('keeps the repository and digest of a name by digest, and says what is wrong with an invalid one', () => {
    expect(classifyName(`alpine@${DIGEST}`, 'repo-tag')).toEqual({
      kind: 'by-digest',
      repository: 'docker.io/library/alpine',
      digest: DIGEST,
    });
    expect(classifyName('Foo', 'repo-tag')).toEqual({ kind: 'invalid', reason: 'the repository name has upper-case letters' });
  });
});
