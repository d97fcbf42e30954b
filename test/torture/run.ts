// Room test/torture: `npm run torture -- --minutes N [--seed S] [--folder DIR]`: rounds of torture of one store, each looked
// through at its end. Prints what was survived; ends with exit code 1 and the seed at the first thing amiss, and leaves the
// folder for a look.
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTorture } from './torture.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    folder: { type: 'string', default: join(tmpdir(), `stowage-torture-${process.pid}`) },
  },
});

const roundMs = 60_000;
const startedMs = performance.now();
const endMs = startedMs + Number(values.minutes) * 60_000;
const { counts, round } = await makeTorture(values.folder, Number(values.seed));

function report(): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const refused = [...counts.refused].map(([code, count]) => `, ${count} refused (${code})`).join('');
  console.log(
    `${seconds} s: ${counts.killed} killed, ${counts.finished} finished and kept${refused}; ${counts.foreign} writes by other tools, ${counts.foreignKept} of their names there`,
  );
}

try {
  while (performance.now() < endMs) {
    const roundEndMs = Math.min(endMs, performance.now() + roundMs);
    await round(() => performance.now() < roundEndMs);
    report();
  }
  rmSync(values.folder, { recursive: true, force: true });
} catch (error) {
  report();
  console.error(error);
  console.error(`Seed ${values.seed}; the store is in ${values.folder}.`);
  process.exitCode = 1;
}
