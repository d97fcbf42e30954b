#!/usr/bin/env node
// Room main: starts the command line from its TypeScript sources. Plain JavaScript, because the compile cache must be on
// before Node loads its type stripper: that halves the start; and because an older Node is to read what it lacks.
import * as nodeModule from 'node:module';

if (Number.parseInt(process.versions.node, 10) >= 24) {
  nodeModule.enableCompileCache();
  // Zod comes with its messages in 60 languages. Nobody reads them here, and loading them takes a fifth of the start; a bundler
  // leaves them out by itself.
  nodeModule.registerHooks({
    load: (url, context, load) =>
      url.endsWith('/zod/v4/locales/index.js') ? { format: 'module', source: '', shortCircuit: true } : load(url, context),
  });
  await import('./index.ts');
} else {
  console.error(`error: Stowage needs Node 24, and this is ${process.version}.`);
  console.error('  Start it with `npm run -s stowage -- COMMAND`, which brings its own.');
  process.exitCode = 2;
}
