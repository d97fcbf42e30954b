#!/usr/bin/env node
// Room main: starts the command line from its TypeScript sources. Plain JavaScript, because the compile cache must be on
// before Node loads its type stripper: that halves the start.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./index.ts');
