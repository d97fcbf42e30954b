// Tests of main/cli/messages.ts.
import { describe, expect, it } from 'vitest';
import { failureJson, failureLines, warningLine } from '../../../main/cli/messages.ts';
import { paint } from '../../../main/cli/text/line.ts';

describe('failures', () => {
  const failure = { code: 'reference-not-found', params: { reference: 'docker.io/library/web:v2' } } as const;

  it('say what happened and what to do, with familiar names', () => {
    expect(failureLines(failure, 'error').map((line) => paint(line, false))).toEqual([
      'error: web:v2 is not in the store.',
      '  List what is there with `stowage repos` and `stowage tags REPO`.',
    ]);
  });

  it('name what stands in the way as commands take it', () => {
    const params = { reference: 'web:v2', action: 'delete', by: 'docker.io/library/web' } as const;
    expect(failureLines({ code: 'locked', params }, 'error').map((line) => paint(line, false))).toEqual([
      'error: web:v2 is locked against deletion (lock on web).',
      '  If that is no longer wanted, unlock it: `stowage unlock web`.',
    ]);
  });

  it('carry the support id of an internal one', () => {
    const internal = { code: 'internal', params: { message: 'boom' }, reference: 'K3X9' } as const;
    expect(paint(failureLines(internal, 'refused')[0] ?? '', false)).toBe(
      'refused: Something went wrong inside Stowage: boom (K3X9)',
    );
  });

  it('keep code and params in JSON, in full', () => {
    expect(failureJson(failure)).toEqual({
      ...failure,
      message: 'docker.io/library/web:v2 is not in the store.',
      remedy: expect.any(String) as string,
    });
  });
});

describe('warnings', () => {
  it('are one line', () => {
    const line = warningLine({ code: 'name-invalid', params: { name: 'A\u001bB', evidence: 'manifest.json RepoTags' } });
    expect(paint(line, false)).toBe(
      String.raw`warning: The name "A\eB" (manifest.json RepoTags) is not a valid reference and was left out.`,
    );
  });
});
