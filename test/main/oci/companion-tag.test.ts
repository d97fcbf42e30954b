// Room test/main/oci: which tags say to which manifest they refer, and how such tags are made.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cosignTags, parseCompanionTag, referrersTag, subjectKey } from '../../../main/oci/companion-tag.ts';
import { digestOf } from '../../../main/oci/digest.ts';

const digest = fc
  .tuple(fc.uint8Array(), fc.constantFrom('sha256' as const, 'sha512' as const))
  .map(([bytes, algorithm]) => digestOf(bytes, algorithm));

it('every tag that is made says what it was made for, in no more characters than a tag may have', () => {
  fc.assert(
    fc.property(digest, (subject) => {
      const kinds = subject.startsWith('sha256') ? ['signature', 'attestation', 'sbom'] : [];
      expect(cosignTags(subject).map(parseCompanionTag)).toEqual(kinds.map((kind) => ({ subject, kind })));
      expect(parseCompanionTag(referrersTag(subject))).toEqual({ subject: subjectKey(subject), kind: 'referrers' });
      for (const tag of [...cosignTags(subject), referrersTag(subject)]) expect(tag).toMatch(/^\w[\w.-]{0,127}$/);
    }),
  );
});

it.for([
  'latest',
  'sha256-abc.sig',
  `sha256-${'a'.repeat(64)}.cosign`,
  `sha256-${'A'.repeat(64)}.sig`,
  `sha512-${'a'.repeat(64)}.sig`,
  `sha512-${'a'.repeat(128)}`,
  `sha256-${'a'.repeat(63)}`,
  `v1-sha256-${'a'.repeat(64)}`,
])('%s is a tag as any other', (tag) => {
  expect(parseCompanionTag(tag)).toBeUndefined();
});
