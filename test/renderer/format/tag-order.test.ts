// Room test: renderer/format/tag-order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderedTags } from '../../../renderer/format/tag-order.ts';

test('tags of one artifact stand with the newest version first and latest last', () => {
  expect(orderedTags(['latest', 'stable', 'v2.3.0', 'v2.10.0'])).toEqual(['v2.10.0', 'v2.3.0', 'stable', 'latest']);
});

test('the order is the same however the tags come', () => {
  const tags = fc.uniqueArray(fc.constantFrom('latest', 'stable', 'edge', 'v1', 'v2', 'v10', '1.9', '2024.01'));
  fc.assert(
    fc.property(
      tags.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(orderedTags(shuffled)).toEqual(orderedTags(all));
        expect(orderedTags(all).toSorted()).toEqual(all.toSorted());
      },
    ),
  );
});
