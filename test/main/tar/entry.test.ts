// Names of entries, cleaned as Go cleans paths.
import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName } from '../../../main/tar/entry.ts';

const raw = fc
  .array(fc.constantFrom('a', '.', '..', '/', '//', 'b c', '\\', 'é', '...', '.x'), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('cleanName', () => {
  it('leaves no leading slash, no dot part and no empty part', () => {
    fc.assert(
      fc.property(raw, (name) => {
        const cleaned = cleanName(name).name;
        if (cleaned === '.') return;
        for (const part of cleaned.split('/')) expect(['', '.', '..']).not.toContain(part);
      }),
    );
  });

  it('is the rooted normal form, which climbing out cannot leave', () => {
    fc.assert(
      fc.property(raw, (name) => {
        const rooted = posix.normalize(`/${name}`).replace(/^\/+/, '').replace(/\/$/, '');
        expect(cleanName(name).name).toBe(rooted === '' ? '.' : rooted);
      }),
    );
  });

  it('says which names were absolute and which climbed out', () => {
    fc.assert(
      fc.property(raw, (name) => {
        const relative = posix.normalize(name);
        const expected = name.startsWith('/') ? 'absolute' : /^\.\.(?:\/|$)/.test(relative) ? 'escapes' : undefined;
        expect(cleanName(name).unsafe).toBe(expected);
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(raw, (name) => {
        const { name: once } = cleanName(name);
        expect(cleanName(once)).toEqual({ name: once });
      }),
    );
  });

  it('leaves Unicode as it came', () => {
    expect(cleanName('e\u0301/\u00e9').name).toBe('e\u0301/\u00e9');
  });
});
