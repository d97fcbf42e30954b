// Room test/interop: a little of the torture run (test/torture), told by commands and not by time: eight processes in one store,
// killed at random, beside skopeo and umoci.
import { expect, it } from 'vitest';
import { makeTorture } from '../torture/torture.ts';
import { describeWith, workFolder } from './client.ts';

describeWith(['skopeo', 'umoci'], 'eight processes that are killed at random, and other tools, in one store', () => {
  const folder = workFolder();

  it('lose nothing that finished', { timeout: 300_000 }, async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const { counts, round } = await makeTorture(folder, seed);
    for (const total of [30, 80])
      await round(({ finished, killed }) => finished + killed < total).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    expect(counts.killed).toBeGreaterThan(0);
    expect(counts.finished).toBeGreaterThan(0);
    expect(counts.foreign).toBeGreaterThan(0);
  });
});
