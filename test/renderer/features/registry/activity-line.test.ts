// Room test: what a client did is told by what it named, how it ended and why not; the time beside it by the clock of that day.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegistryActivityEntry } from '../../../../preload/contract/registry-model.ts';
import { activityLine } from '../../../../renderer/features/registry/activity-line.ts';
import { clockTime } from '../../../../renderer/features/registry/clock.ts';

const digest = `sha256:${'8b'.repeat(32)}`;

function entry(more: Partial<RegistryActivityEntry>): RegistryActivityEntry {
  return {
    id: 1,
    at: '2026-06-01T09:58:00Z',
    verb: 'pull',
    repository: 'registry.example.com/team/web',
    reference: 'v2.4.0',
    client: 'docker/27.0.3',
    user: null,
    sizeBytes: 1000,
    status: 200,
    problem: null,
    ...more,
  };
}

function refused(status: number, more: Partial<RegistryActivityEntry> = {}): readonly (string | null)[] {
  const { end, reason } = activityLine(entry({ status, problem: 'no', ...more }));
  return [end, reason];
}

describe('a line of the activity', () => {
  it('names the artifact by its last part, and in full in its tooltip', () => {
    expect(activityLine(entry({}))).toEqual({
      end: 'done',
      name: 'web:v2.4.0',
      title: 'registry.example.com/team/web:v2.4.0',
      client: 'docker 27.0.3',
      reason: null,
    });
    const byDigest = activityLine(entry({ reference: digest, repository: 'docker.io/library/alpine' }));
    expect([byDigest.name, byDigest.title]).toEqual(['alpine@8b8b8b8b8b8b', `alpine@${digest}`]);
    expect(activityLine(entry({ reference: '' })).name).toBe('web');
    expect(activityLine(entry({ repository: null, reference: '' })).name).toBe('');
  });

  it('tells what was not there from what was not allowed, and from what went wrong here', () => {
    expect(refused(404)).toEqual(['missing', 'noTag']);
    expect(refused(404, { reference: digest })).toEqual(['missing', 'noArtifact']);
    expect(refused(404, { reference: '' })).toEqual(['missing', 'noRepository']);
    expect(refused(401)).toEqual(['refused', 'signIn']);
    expect(refused(405, { verb: 'push' })).toEqual(['refused', 'pushOff']);
    expect(refused(405, { verb: 'delete' })).toEqual(['refused', 'deleteOff']);
    expect(refused(409)).toEqual(['refused', 'locked']);
    expect(refused(507)).toEqual(['refused', 'noRoom']);
    expect(refused(500)).toEqual(['failed', 'failed']);
  });

  it('has a reason exactly where it was refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.boolean(), (status, isRefused) => {
        const { end, reason } = activityLine(entry({ status, problem: isRefused ? 'no' : null }));
        expect(end === 'done').toBe(!isRefused);
        expect(reason === null).toBe(!isRefused);
      }),
    );
  });
});

describe('the time of a line', () => {
  it('is the time of day today, and the date of any other day', () => {
    const noon = new Date(2026, 5, 14, 12);
    expect(clockTime(new Date(2026, 5, 14, 8, 5).toISOString(), 'en', noon.getTime())).toBe('08:05');
    expect(clockTime(new Date(2026, 5, 13, 8, 5).toISOString(), 'en', noon.getTime())).toBe('Jun 13');
  });
});
