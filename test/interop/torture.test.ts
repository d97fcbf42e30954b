// Room test/interop: two minutes of the torture run (test/torture): eight processes in one store, killed at random, beside skopeo
// and umoci, and all looked through after each.
import { expect, it } from 'vitest';
import { makeTorture } from '../torture/torture.ts';
import { describeWith, workFolder } from './client.ts';

const roundMs = 60_000;

describeWith(['skopeo', 'umoci'], 'eight processes that are killed at random, and other tools, in one store', () => {
  const folder = workFolder();

  it('lose nothing that finished', { timeout: 600_000 }, async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const { counts, round } = await makeTorture(folder, seed);
    for (let rounds = 0; rounds < 2; rounds++) {
      const endMs = performance.now() + roundMs;
      await round(() => performance.now() < endMs).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    }
    console.log(
      `Torture: ${counts.killed} killed, ${counts.finished} finished and kept, ${counts.foreign} writes by other tools`,
    );
    expect(counts.killed).toBeGreaterThan(0);
    expect(counts.finished).toBeGreaterThan(0);
    expect(counts.foreign).toBeGreaterThan(0);
  });
});
