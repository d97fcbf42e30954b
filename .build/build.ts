// Build: `npm run build`: the interface, the program and the window's bridge into dist/app, each bundled from source, and the
// licences of what went into them. better-sqlite3 stays a package, since it loads a binary of its own.
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import { BundledPackages } from './bundled-packages.ts';
import { renderer } from './renderer.ts';

const root = join(import.meta.dirname, '..');
const outFolder = join(root, 'dist', 'app');
const packages = new BundledPackages(root);
const outside = ['electron', 'better-sqlite3'];

const shared: InlineConfig = { root, configFile: false, logLevel: 'warn', plugins: [packages.plugin()] };

/** `new URL('./copy-worker.ts', import.meta.url)` starts a thread from a source: each becomes an entry beside its starter. */
const workerThreads: Plugin = {
  name: 'stowage-worker-threads',
  enforce: 'pre',
  transform(code, id) {
    return code.replaceAll(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g, (_text, name: string) => {
      this.emitFile({ type: 'chunk', id: join(dirname(id), `${name}.ts`), fileName: `${name}.js` });
      return `new URL('./${name}.js', import.meta.url)`;
    });
  },
};

/** Everything lies flat in one folder, since threads are started by file name. */
const program: InlineConfig = {
  ...shared,
  plugins: [packages.plugin(), workerThreads],
  ssr: { noExternal: true, external: outside },
  build: {
    outDir: join(outFolder, 'main'),
    ssr: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: { index: 'main/index.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

/** A sandboxed preload is one CommonJS file that can require `electron` and nothing else. */
const bridge: InlineConfig = {
  ...shared,
  ssr: { noExternal: true, external: outside },
  build: {
    outDir: join(outFolder, 'preload'),
    ssr: true,
    target: 'node24',
    minify: false,
    rolldownOptions: { input: { index: 'preload/index.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
  },
};

rmSync(outFolder, { recursive: true, force: true });
await build({ ...renderer, plugins: [...(renderer.plugins ?? []), packages.plugin()] });
await build(program);
await build(bridge);
const sample = join(root, 'assets', 'sample.tar');
if (existsSync(sample)) cpSync(sample, join(outFolder, 'assets', 'sample.tar'));
writeFileSync(join(outFolder, 'THIRD-PARTY-NOTICES.txt'), packages.notices());
console.log(`Built into dist/app, with ${packages.names().length} bundled packages.`);
