// Build: how the interface is built: plain files that load from app:// as well as over HTTP, under a Content-Security-Policy
// without inline scripts or styles.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';

const root = join(import.meta.dirname, '..');

/** React Aria ships its own strings in some thirty languages; the interface has two. */
const twoLanguages: Plugin = {
  name: 'stowage-two-languages',
  load: (id) =>
    /\/react-(?:aria|stately)[^?]*\/intl\/[a-z]+\/(?!en-US|zh-TW)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) ? 'export default {};' : null,
};

export const renderer: InlineConfig = {
  configFile: false,
  root: join(root, 'renderer'),
  base: './',
  logLevel: 'warn',
  plugins: [react(), twoLanguages],
  build: {
    outDir: join(root, 'dist', 'app', 'renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
};
