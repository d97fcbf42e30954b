// Build: what stands beside the packages of a release: the SBOM of what is inside them (CycloneDX, from npm's own), and the
// checksums of everything.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build-once.ts';

const folder = join(root, 'dist', 'packages');
const kept = /\.(AppImage|deb|rpm|dmg|zip|exe|json)$/;

interface Bom {
  readonly components: readonly { readonly name: string; readonly version: string; readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** npm lists every package of the repository, tools too: what is left are those in the bundles, better-sqlite3 and Electron. */
function sbom(): string {
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    shell: process.platform === 'win32',
  });
  const bom = JSON.parse(text) as Bom & { readonly metadata: { readonly component: { readonly 'bom-ref': string } } };
  const shipped = new Set([...bundled(), 'electron']);
  const components = bom.components.filter(({ name }) => shipped.has(name));
  const refs = new Set([bom.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
  const dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  return `${JSON.stringify({ ...bom, components, dependencies }, null, 2)}\n`;
}

/** Names of the packages whose licences the build collected. */
function bundled(): readonly string[] {
  const notices = readFileSync(join(root, 'dist', 'app', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  return [...notices.matchAll(/^(@?[\w./-]+)@\d[\w.+-]* \(/gm)].map(([, name = '']) => name);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

writeFileSync(join(folder, `stowage-${process.platform}.cdx.json`), sbom());
const names = readdirSync(folder).filter((name) => kept.test(name));
const lines = await Promise.all(names.toSorted().map(async (name) => `${await sha256(join(folder, name))}  ${name}\n`));
writeFileSync(join(folder, `SHA256SUMS-${process.platform}`), lines.join(''));
console.log(`${names.length} files in dist/packages, with their checksums in SHA256SUMS-${process.platform}.`);
