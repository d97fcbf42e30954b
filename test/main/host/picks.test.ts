// Room test/main/host: picks stand for what a user chose: each for one thing, known until it is withdrawn, and shown by a
// name that tells no path.
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleJob } from '../../../main/host/job-title.ts';
import { type Pick, Picks } from '../../../main/host/picks.ts';

const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{0,12}[A-Za-z0-9]$/);
const pick: fc.Arbitrary<{ readonly pick: Pick; readonly name: string }> = fc.oneof(
  fc
    .tuple(fc.array(segment), segment)
    .map(([folders, name]) => ({ pick: { kind: 'path', path: `/${[...folders, name].join('/')}` } as const, name })),
  segment.map((name) => ({ pick: { kind: 'upload', name, stream: new PassThrough() } as const, name })),
  segment.map((name) => ({ pick: { kind: 'download', name, stream: new PassThrough() } as const, name })),
  fc.constantFrom('stdin' as const, 'stdout' as const).map((kind) => ({ pick: { kind }, name: '-' })),
);

describe('picks', () => {
  it('resolve to what was offered, by an id of its own that tells nothing, under its own name', () => {
    fc.assert(
      fc.property(fc.array(pick, { maxLength: 8 }), (offered) => {
        const picks = new Picks();
        const ids = offered.map((one) => picks.offer(one.pick));
        expect(new Set(ids).size).toBe(ids.length);
        for (const [at, one] of offered.entries()) {
          const id = ids[at] ?? '';
          expect(id).toMatch(/^[0-9a-f-]{36}$/);
          expect(picks.resolve(id)).toBe(one.pick);
          expect(picks.nameOf(id)).toBe(one.name);
        }
      }),
    );
  });

  it('are unknown when they were never offered or are withdrawn', () => {
    const picks = new Picks();
    const id = picks.offer({ kind: 'stdin' });
    picks.withdraw(id);
    for (const unknown of [id, 'never'])
      expect(() => picks.resolve(unknown)).toThrow(expect.objectContaining({ code: 'pick-unknown', params: { pick: unknown } }));
  });

  it('make the title of a job, which can be run again only where all of them are paths', () => {
    const picks = new Picks();
    const path = picks.offer({ kind: 'path', path: '/home/user/a.tar' });
    const upload = picks.offer({ kind: 'upload', name: 'b.tar', stream: new PassThrough() });
    expect(titleJob('archive.import', picks, { picks: [path] })).toEqual({
      operation: 'archive.import',
      title: ['a.tar'],
      target: null,
      canRetry: true,
      isDryRun: false,
    });
    expect(titleJob('archive.import', picks, { picks: [path, upload] })).toMatchObject({
      title: ['a.tar', 'b.tar'],
      canRetry: false,
    });
    expect(titleJob('archive.export', picks, { references: ['a:1'], target: path })).toMatchObject({
      title: ['a:1'],
      target: 'a.tar',
      canRetry: true,
    });
    expect(() => titleJob('archive.import', picks, { picks: ['never'] })).toThrow(
      expect.objectContaining({ code: 'pick-unknown' }),
    );
  });
});
