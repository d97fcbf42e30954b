// Room test: holds the real tree to the import rule and the habits, after showing that the checker catches what it should.
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Sources, violations } from './source-rules.ts';

const root = join(import.meta.dirname, '..', '..');

function realSources(): Sources {
  const paths = globSync('{main,preload,renderer,test}/**/*.{ts,tsx}', { cwd: root, exclude: ['test/fixtures/**'] });
  return new Map(paths.map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')]));
}

/** One file with an opening comment, and the files it imports, empty. */
function planted(path: string, code: string, ...others: readonly string[]): readonly string[] {
  const rest = others.map((other): [string, string] => [other, '// Nothing.\nexport {};\n']);
  return violations(new Map([[path, `// Planted.\n${code}\n`], ...rest]));
}

describe('the sources', () => {
  test('keep the import rule and the habits', () => {
    const sources = realSources();
    expect([...sources.keys()]).toContain('main/errors.ts');
    expect(violations(sources)).toEqual([]);
  });
});

describe('the checker lets pass', () => {
  test.each([
    ['main/index.ts', `await import('./cli/run.ts'); await import('./electron/start.ts'); import { app } from 'electron';`],
    ['main/compose.ts', `import { a } from './cli/run.ts'; import { b } from './catalog/open.ts';`],
    ['main/store/commit.ts', `import { a } from '../oci/digest.ts'; import { b } from './ledger.ts'; import 'node:fs';`],
    ['main/store/hash.ts', `new Worker(new URL('./hash-worker.ts', import.meta.url));`],
    ['main/tar/scan.ts', `import { StowageError } from '../errors.ts'; import { x } from '../../preload/contract/failure.ts';`],
    ['main/cli/version.ts', `readFileSync(new URL('../../package.json', import.meta.url));`],
    ['main/registry/client/push.ts', `import { a } from '../server/routes.ts';`],
    ['main/catalog/open.ts', `import Database from 'better-sqlite3';`],
    ['main/app/list.ts', `// import '../cli/run.ts'\nexport const text = "import('../cli/run.ts')";`],
    ['preload/contract/model.ts', `import { z } from 'zod';`],
    [
      'renderer/host/client.ts',
      `import { createRoot } from 'react-dom/client'; import { x } from '../../preload/contract/model.ts';`,
    ],
    ['main/compose.ts', `import packageFile from '../package.json' with { type: 'json' };`],
    ['renderer/features/library/page.tsx', `import { a } from '../first-run/index.ts'; import { b } from '../../ui/button.tsx';`],
    ['test/main/oci/digest.test.ts', `import { a } from '../../../main/cli/run.ts';`],
  ])('%s with %s', (path, code) => {
    expect(planted(path, code)).toEqual([]);
  });
});

describe('the checker catches', () => {
  test.each([
    ['a static import upwards', 'main/store/commit.ts', `import { a } from '../app/list.ts';`, 'upwards'],
    ['an import type upwards', 'main/oci/digest.ts', `import type { A } from '../store/blobs.ts';`, 'upwards'],
    ['a typed import() upwards', 'main/oci/digest.ts', `export type A = import('../store/blobs.ts').A;`, 'upwards'],
    ['a dynamic import upwards', 'main/host/jobs.ts', `await import('../cli/run.ts');`, 'upwards'],
    ['a template as module name', 'main/host/jobs.ts', 'await import(`../cli/run.ts`);', 'upwards'],
    ['an export from upwards', 'main/app/list.ts', `export * from '../host/jobs.ts';`, 'upwards'],
    ['a named export from upwards', 'main/app/list.ts', `export { a } from '../host/jobs.ts';`, 'upwards'],
    ['a require upwards', 'main/app/list.ts', `require('../host/jobs.ts');`, 'upwards'],
    ['a worker of a room above', 'main/tar/scan.ts', `new Worker(new URL('../app/worker.ts', import.meta.url));`, 'upwards'],
    ['archive beside registry', 'main/archive/plan.ts', `import { a } from '../registry/client/push.ts';`, 'sideways'],
    ['tar beside oci', 'main/tar/scan.ts', `import { a } from '../oci/digest.ts';`, 'sideways'],
    ['a door beside a door', 'main/web/serve.ts', `import { a } from '../cli/run.ts';`, 'sideways'],
    ['the wiring from a door', 'main/cli/run.ts', `import { a } from '../compose.ts';`, 'upwards'],
    ['errors from the contract', 'preload/contract/model.ts', `import { a } from '../../main/errors.ts';`, 'upwards'],
    ['main from the renderer', 'renderer/host/client.ts', `import { a } from '../../main/errors.ts';`, 'renderer/ may not'],
    ['the renderer from main', 'main/web/serve.ts', `import { a } from '../../renderer/host/client.ts';`, 'main/web/ may not'],
    ['Node in the renderer', 'renderer/host/client.ts', `import 'node:fs';`, 'renderer may not import node:fs'],
    ['more than zod in the contract', 'preload/contract/model.ts', `import 'node:fs';`, 'zod only'],
    ['SQLite outside the catalog', 'main/store/commit.ts', `import D from 'better-sqlite3';`, 'better-sqlite3 belongs'],
    ['Electron outside its door', 'main/cli/run.ts', `await import('electron/main');`, 'electron belongs'],
    ['React outside the renderer', 'main/web/serve.ts', `import { a } from 'react';`, 'react belongs'],
    ['a feature by the window', 'renderer/features/library/page.tsx', `import { a } from '../storage/map.tsx';`, 'only door'],
    [
      'a feature from below',
      'renderer/ui/grid/row.tsx',
      `import { a } from '../../features/storage/index.ts';`,
      'below the features',
    ],
    ['a room nobody knows', 'main/extras/thing.ts', `import 'node:fs';`, 'outside every room'],
    ['an import out of all rooms', 'main/cli/run.ts', `import { a } from '../../test/run.ts';`, 'in no room'],
    ['a computed module name', 'main/cli/run.ts', `const name = './a.ts';\nawait import(name);`, 'computed module name'],
    ['a default export', 'main/oci/digest.ts', `export default 1;`, 'default export'],
    ['a default export by name', 'main/oci/digest.ts', `const a = 1;\nexport { a as default };`, 'default export'],
    ['a file name in camel case', 'main/oci/mediaTypes.ts', '', 'kebab-case'],
    ['a forbidden file name', 'main/oci/digest-utils.ts', '', 'forbidden name "utils"'],
    ['a forbidden folder name', 'main/store/helpers/blobs.ts', '', 'forbidden name "helpers"'],
    ['a file of 401 lines', 'main/oci/digest.ts', '//\n'.repeat(399), '401 lines'],
    ['a syntax error', 'main/oci/digest.ts', 'const = 1;', 'does not parse'],
  ])('%s', (_name, path, code, fault) => {
    expect(planted(path, code)).toEqual([expect.stringContaining(fault)]);
  });

  test('a file that does not open with a comment', () => {
    const sources = new Map([['main/oci/digest.ts', 'export const a = 1; // late\n']]);
    expect(violations(sources)).toEqual(['main/oci/digest.ts: does not open with a comment']);
  });

  test('an import cycle within a room, types included', () => {
    const sources = new Map([
      ['main/oci/a.ts', `// A.\nimport type { B } from './b.ts';\n`],
      ['main/oci/b.ts', `// B.\nimport { c } from './c.ts';\n`],
      ['main/oci/c.ts', `// C.\nimport { b } from './b.ts';\n`],
    ]);
    expect(violations(sources)).toEqual(['main/oci/b.ts: import cycle main/oci/b.ts -> main/oci/c.ts -> main/oci/b.ts']);
  });
});
