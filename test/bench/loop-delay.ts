// Room test/bench: a child that imports the archive in argv[2] into the store in argv[3] through the host, as a window
// would, and prints how long its event loop was held up, in milliseconds.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { composeHost } from '../../main/compose.ts';
import { runJob } from '../../main/host/client.ts';

const [archive = '', storePath = ''] = process.argv.slice(2);
const resolutionMs = 1;
const host = composeHost({ storePath });
const pick = host.picks.offer({ kind: 'path', path: archive });
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();
const report = await runJob(host, 'archive.import', { picks: [pick] });
delay.disable();
await host.close();
// The histogram counts the wait that was asked for, too.
const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
console.log(
  JSON.stringify({
    p50Ms: ms(delay.percentile(50)),
    p99Ms: ms(delay.percentile(99)),
    maxMs: ms(delay.max),
    refusedCount: report.refusedCount,
  }),
);
