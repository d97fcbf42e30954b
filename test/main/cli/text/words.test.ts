// Tests of main/cli/text/words.ts.
import { describe, expect, it } from 'vitest';
import { count, familiar, formerTagsText, platformsText, shortDigest } from '../../../../main/cli/text/words.ts';

const platform = (name: string, present: boolean) => ({ platform: name, digest: '', present, sizeBytes: 0 });

describe('short forms', () => {
  it('shows 12 hex digits of a digest of any algorithm, and a dash for none', () => {
    expect([`sha256:${'ab'.repeat(32)}`, `sha512:${'cd'.repeat(64)}`, null].map(shortDigest)).toEqual([
      'abababababab',
      'cdcdcdcdcdcd',
      '–',
    ]);
  });

  it('shows names in their familiar form and other text as it is', () => {
    const names = ['docker.io/library/alpine:latest', 'docker.io/library/alpine', 'quay.io/team/app:1', 'web.tar', 'Not A Name'];
    expect(names.map(familiar)).toEqual(['alpine:latest', 'alpine', 'quay.io/team/app:1', 'web.tar', 'Not A Name']);
  });

  it('counts with the right number', () => {
    expect([count(0, 'tag'), count(1, 'tag'), count(3402, 'repository', 'repositories')]).toEqual([
      '0 tags',
      '1 tag',
      '3,402 repositories',
    ]);
  });

  it('tells platforms that are here from those that are only listed', () => {
    expect(platformsText([])).toBe('–');
    expect(platformsText([platform('linux/amd64', true), platform('linux/arm64', true)])).toBe('linux/amd64, linux/arm64');
    expect(platformsText([platform('linux/amd64', true), platform('linux/arm64', false)])).toBe('linux/amd64 (+1 not stored)');
    expect(platformsText([platform('linux/s390x', false)])).toBe('1 not stored');
  });

  it('says until when an artifact had a tag', () => {
    const nowMs = Date.parse('2026-06-20T12:00:00Z');
    expect(formerTagsText([{ tag: 'latest', until: '2026-06-14T12:00:00Z', replacedBy: null }], nowMs)).toBe(
      'latest until Jun 14',
    );
  });
});
