// Room test/e2e: a folder with the shape of an unpacked Electron for Linux, whose program does nothing but carry a fuse wire, set as
// Electron ships it; and what can be read back from a packed app.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Found in Electron's binary before the fuses: version, count, then a digit each (electronjs.org, tutorial/fuses). */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;
const shippedFuses = '10110001';

export function writeDistribution(folder: string): void {
  const wire = Buffer.concat([Buffer.from(fuseSentinel), Buffer.from([1, shippedFuses.length]), Buffer.from(shippedFuses)]);
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('a stand-in'), wire]), { mode: 0o755 });
  for (const name of ['chrome-sandbox', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak'])
    writeFileSync(join(folder, name), name);
}

/** The fuses of a packed program that are on. */
export function fusesIn(program: string): readonly string[] {
  const bytes = readFileSync(program);
  const start = bytes.indexOf(fuseSentinel) + fuseSentinel.length;
  const count = bytes[start + 1] ?? 0;
  const states = bytes.subarray(start + 2, start + 2 + count).toString();
  return fuseNames.filter((_name, index) => states[index] === '1');
}

interface AsarFile {
  readonly offset?: string;
  readonly size: number;
  readonly unpacked?: boolean;
}
interface AsarFolder {
  readonly files: Readonly<Record<string, AsarFile | AsarFolder>>;
}

/** Path → whether it lies outside the archive. Fails for an archive that cannot be read. */
export function asarFiles(archive: string): ReadonlyMap<string, AsarFile> {
  const found = new Map<string, AsarFile>();
  const walk = ({ files }: AsarFolder, prefix: string): void => {
    for (const [name, item] of Object.entries(files)) {
      if ('files' in item) walk(item, `${prefix}${name}/`);
      else found.set(prefix + name, item);
    }
  };
  walk(headerOf(readFileSync(archive)).folder, '');
  return found;
}

/** Writes everything to `target` as it would look unpacked. */
export function extractAsar(archive: string, target: string): void {
  const bytes = readFileSync(archive);
  const { contentsAt } = headerOf(bytes);
  for (const [path, { offset = '0', size, unpacked = false }] of asarFiles(archive)) {
    const at = contentsAt + Number(offset);
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), unpacked ? readFileSync(join(`${archive}.unpacked`, path)) : bytes.subarray(at, at + size));
  }
}

/** Two pickles: the size of the header, then the header: JSON behind its length (github.com/electron/asar, format). */
function headerOf(bytes: Buffer): { readonly folder: AsarFolder; readonly contentsAt: number } {
  const json = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString();
  return { folder: JSON.parse(json) as AsarFolder, contentsAt: 8 + bytes.readUInt32LE(4) };
}
