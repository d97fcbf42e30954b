// Tests of memory given back: what belongs to the chunk alone is freed, everything else stays as it is.
import { expect, it } from 'vitest';
import { giveBack } from '../../../../main/store/transfer/give-back.ts';

it('frees a chunk that has its memory to itself', () => {
  const chunk = new Uint8Array(65_536).fill(7);
  const { buffer } = chunk;
  giveBack(chunk);
  expect([chunk.length, buffer.byteLength, buffer.detached]).toEqual([0, 0, true]);
});

it('leaves a part of something larger alone, wherever it lies', () => {
  const whole = new Uint8Array(100).fill(7);
  for (const [from, to] of [
    [0, 99],
    [1, 100],
    [50, 50],
  ])
    giveBack(whole.subarray(from, to));
  expect(whole).toEqual(new Uint8Array(100).fill(7));
});
