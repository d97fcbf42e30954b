#!/usr/bin/env node
// Room main: starts the command line from its TypeScript sources. Plain JavaScript, because the compile cache must be on
// before Node loads its type stripper: that halves the start; and because an older Node is to read what it lacks.
import * as nodeModule from 'node:module';

if (Number.parseInt(process.versions.node, 10) >= 24) {
  nodeModule.enableCompileCache();
  await import('./index.ts');
} else {
  console.error(`error: Stowage needs Node 24, and this is ${process.version}.`);
  console.error('  Start it with `npm run -s stowage -- COMMAND`, which brings its own.');
  process.exitCode = 2;
}
