// Build: which packages went into the bundles, told by the modules that did, and their licence texts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Packages that are shipped as they are. Electron brings its own licence files. */
const shippedWhole = ['better-sqlite3'];

export class BundledPackages {
  readonly #folders = new Set<string>();

  constructor(root: string) {
    for (const name of shippedWhole) this.#folders.add(join(root, 'node_modules', name));
  }

  /** Notes each module that ends up in an output. */
  plugin(): Plugin {
    return {
      name: 'stowage-bundled-packages',
      generateBundle: (_options, bundle) => {
        for (const output of Object.values(bundle)) {
          if (output.type !== 'chunk') continue;
          for (const id of output.moduleIds) this.#note(id);
        }
      },
    };
  }

  /** `name@version`, sorted. */
  names(): readonly string[] {
    return [...this.#manifests().keys()];
  }

  /** Name, version and licence text of each; fails where one has none. */
  notices(): string {
    const parts = [...this.#manifests()].map(([name, { folder, license }]) => `${name} (${license})\n\n${licenceText(folder)}`);
    return `Stowage contains the following packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
  }

  #note(id: string): void {
    const path = id.replace(/^\0/, '').replaceAll('\\', '/');
    const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match?.[1] !== undefined) this.#folders.add(match[1]);
  }

  #manifests(): ReadonlyMap<string, { readonly folder: string; readonly license: string }> {
    const entries = [...this.#folders].map((folder) => {
      const { name, version, license = 'see below' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      return [`${name}@${version}`, { folder, license }] as const;
    });
    return new Map(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
  }
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  if (file === undefined) return 'The package contains no licence text; its licence is named above.';
  return readFileSync(join(folder, file), 'utf8').trim();
}
