// Tests of main/cli/text/words.ts.
import { describe, expect, it } from 'vitest';
import {
  artifactText,
  count,
  familiar,
  formerTagsText,
  markText,
  platformsText,
  shortDigest,
} from '../../../../main/cli/text/words.ts';

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

  it('names an artifact by its first tag, else by its digest', () => {
    const web = { repository: 'docker.io/library/web', digest: `sha256:${'ab'.repeat(32)}` };
    expect([['v1'], ['v1', 'v2'], ['a', 'b', 'c'], []].map((tags) => artifactText({ ...web, tags }))).toEqual([
      'web:v1',
      'web:v1 and 1 more tag',
      'web:a and 2 more tags',
      'web@abababababab',
    ]);
    expect(artifactText({ ...web, repository: null, tags: [] })).toBe('abababababab');
  });

  it('marks a row with all that holds of it', () => {
    const locked = { deleteEnabled: false, writeEnabled: true, listEnabled: true, readEnabled: true };
    expect([
      markText({ locked: null }),
      markText({ locked }),
      markText({ locked: null, damagedCount: 1, restoredAt: null }),
      markText({ locked, damagedCount: 0, restoredAt: '2026-06-14T12:00:00Z' }),
    ]).toEqual(['', 'locked', 'damaged', 'locked, restored']);
  });

  it('says until when an artifact had a tag', () => {
    const nowMs = Date.parse('2026-06-20T12:00:00Z');
    expect(formerTagsText([{ tag: 'latest', until: '2026-06-14T12:00:00Z', replacedBy: null }], nowMs)).toBe(
      'latest until Jun 14',
    );
  });
});
