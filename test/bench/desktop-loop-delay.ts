// Room test/bench: imports the archive in argv[2] into the store in argv[3] through the desktop app, on Electron or its stand-in, and
// prints how long its main process's event loop was held up, in milliseconds.
import { launch } from '../e2e/launch.ts';

const [archive = '', store = ''] = process.argv.slice(2);
const resolutionMs = 1;
const app = await launch('electron', { store });
try {
  await app.answerDialog([archive]);
  await app.evaluate((_electron, resolution) => {
    const delay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution });
    delay.enable();
    Object.assign(globalThis, { delay });
  }, resolutionMs);
  const report = await app.page.evaluate(async () => {
    const picked = await window.stowage.call('pick.choose', { kind: 'archives' });
    if (!picked.ok) throw new Error(picked.error.code);
    const [{ pick }] = picked.value as [{ readonly pick: string }];
    return await new Promise((resolve) => {
      window.stowage.onEvent((event) => {
        if (event.type === 'job.settled') resolve(event.outcome.ok ? event.outcome.value : event.outcome.error);
      });
      void window.stowage.call('archive.import', { picks: [pick] });
    });
  });
  const figures = await app.evaluate((_electron, resolution) => {
    const { delay } = globalThis as unknown as { delay: { percentile: (at: number) => number; max: number } };
    // The histogram counts the wait that was asked for, too.
    const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
    return { p50Ms: ms(delay.percentile(50)), p99Ms: ms(delay.percentile(99)), maxMs: ms(delay.max) };
  }, resolutionMs);
  console.log(JSON.stringify({ ...figures, refusedCount: (report as { readonly refusedCount?: number }).refusedCount ?? -1 }));
} finally {
  await app.close();
}
