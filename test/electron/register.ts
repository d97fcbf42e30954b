// Stand-in for Electron: makes this process Electron's main process, and its worker threads likewise: `electron` resolves to the
// stand-in, and the versions say so. Loaded by `--import`, before the app.
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
});

Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.4.1' } });
Object.defineProperty(process, 'defaultApp', { value: true });

if (isMainThread && process.connected) {
  const { listenToTest } = await import('./control.ts');
  listenToTest();
}
