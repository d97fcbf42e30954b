// What the host is asked to verify is what was chosen, and always something it takes.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { operations } from '../../../../preload/contract/operations.ts';
import { verifyInput } from '../../../../renderer/features/storage/verify-choice.ts';

const choice = fc.record({
  scope: fc.constantFrom('all', 'since', 'repository'),
  repository: fc.constantFrom('', 'docker.io/library/web'),
  deep: fc.boolean(),
  limitBytesPerSecond: fc.constantFrom(0, 25e6, 500e6),
});

it('A choice becomes an input that the contract takes, and a repository must be named', () => {
  fc.assert(
    fc.property(choice, (each) => {
      const input = verifyInput(each);
      if (each.scope === 'repository' && each.repository === '') {
        expect(input).toBeNull();
        return;
      }
      const {
        repository,
        sinceLast = false,
        deep = false,
        limitBytesPerSecond = 0,
      } = operations['store.verify'].input.parse(input);
      expect({ deep, limitBytesPerSecond }).toEqual({ deep: each.deep, limitBytesPerSecond: each.limitBytesPerSecond });
      expect(repository).toBe(each.scope === 'repository' ? each.repository : undefined);
      expect(sinceLast).toBe(each.scope === 'since');
    }),
  );
});
