// Test generators: every hostile case by kind, with names that are no references, inputs that are no image archives, and
// archives where one image of several is bad.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { either, flipBit, goodReference, type HostileCase, partsOf, refused, smallImage, tarWith } from './hostile-base.ts';
import { hostileDocuments } from './hostile-documents.ts';
import { goodDocker, goodOci, hostileTars } from './hostile-tar.ts';
import { dockerLegacy, type Produced } from './producers-docker.ts';
import { containerdExport } from './producers-oci.ts';
import { directory, file, jsonFile, symlink, tarOf } from './tar.ts';

export type { HostileCase } from './hostile-base.ts';

const badNames: readonly string[] = [
  `registry.example.com/hostile/app:${'t'.repeat(129)}`,
  'registry.example.com/Hostile/App:1',
  'registry.example.com/hostile/app:a b',
  'registry.example.com/hostile/\u001b[31mred\u001b[0m:1',
  'registry.example.com/hostile/app:1\u0000x',
  'registry.example.com/hostile/app:1\nsecond line',
  'registry.example.com/hostile/\u202egnp.exe:1',
  '../../../etc/passwd:1',
  '/etc/passwd:1',
  'a//b:1',
  'registry.example.com/hostile/<img src=x onerror=alert(1)>:1',
  `registry.example.com/${'n'.repeat(300)}:1`,
  ':1',
  'registry.example.com/hostile/app:',
  '-flag:1',
  'registry.example.com:99999999/x/:1',
];

async function names(): Promise<readonly HostileCase[]> {
  const docker = await goodDocker();
  const image = await smallImage();
  const inDocker = async (tags: unknown): Promise<Buffer> =>
    await tarWith(docker, (entry) => {
      if (entry.name !== 'manifest.json') return entry;
      const [first] = JSON.parse(Buffer.from(entry.bytes ?? []).toString()) as object[];
      return jsonFile('manifest.json', [{ ...first, RepoTags: tags }]);
    });
  const inLayout = async (name: string): Promise<Buffer> =>
    await tarOf(containerdExport([{ node: image, names: [name], referrers: [] }]).entries);
  const both = badNames.map(
    async (badName): Promise<readonly HostileCase[]> => [
      {
        name: `RepoTags with ${JSON.stringify(badName.slice(0, 60))}`,
        input: await inDocker([badName, goodReference]),
        outcome: 'accept',
        codes: [],
        warnings: ['name-invalid'],
        references: [goodReference],
        badName,
      },
      {
        name: `annotations with ${JSON.stringify(badName.slice(0, 60))}`,
        input: await inLayout(badName),
        outcome: 'accept',
        codes: [],
        warnings: ['name-invalid'],
        references: [],
        badName,
      },
    ],
  );
  const byDigest = `registry.example.com/hostile/app@sha256:${'0'.repeat(64)}`;
  return [
    ...(await Promise.all(both)).flat(),
    {
      name: 'RepoTags with a digest',
      input: await inDocker([byDigest, goodReference]),
      outcome: 'accept',
      codes: [],
      warnings: ['name-by-digest'],
      references: [goodReference],
    },
    {
      name: 'RepoTags with an empty name',
      input: await inDocker(['', goodReference]),
      outcome: 'accept',
      codes: [],
      references: [goodReference],
    },
    either('RepoTags with a number', await inDocker([1, goodReference]), 'document-invalid'),
    either('RepoTags with null', await inDocker([null, goodReference]), 'document-invalid'),
    either('RepoTags that is a text', await inDocker(goodReference), 'document-invalid'),
  ];
}

function utf16(tar: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(tar.toString('latin1'), 'utf16le')]);
}

/** The first bytes of tars in compressions that are not read here, by their tools. */
const unsupported = {
  lz4: '04224d186440a7',
  compress: '1f9d90',
  lzip: '4c5a49500114',
  lzop: '894c5a4f000d0a1a0a',
  lzma: '5d00008000',
  '7z': '377abcaf271c0004',
  rar: '526172211a070100',
} as const;

async function notImages(): Promise<readonly HostileCase[]> {
  const tar = await tarOf((await goodDocker()).entries);
  const rootEntries = ['bin', 'dev', 'etc', 'home', 'lib', 'proc', 'root', 'run', 'sbin', 'sys', 'tmp', 'usr', 'var'].map(
    directory,
  );
  const rootfs = await tarOf([
    file('.dockerenv', ''),
    ...rootEntries,
    file('etc/hostname', 'x'),
    file('etc/passwd', 'root'),
    symlink('bin/sh', 'busybox'),
  ]);
  const layer = await tarOf([directory('app'), file('app/main.js', 'x'), file('app/.wh.old', '')]);
  const zip = Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), Buffer.alloc(600, 7)]);
  const v1 = await tarOf([
    directory('a1'),
    file('a1/VERSION', '1.0'),
    jsonFile('a1/json', { id: 'a1' }),
    file('a1/layer.tar', layer),
    jsonFile('repositories', { app: { latest: 'a1' } }),
  ]);
  const cut = tar.subarray(0, partsOf(tar).find((part) => part.name === 'manifest.json')?.headerAt);
  const noImage = ['archive-without-images', 'archive-is-layer', 'archive-is-root-filesystem'] as const;
  return [
    refused('an empty file', Buffer.alloc(0), 'archive-empty'),
    refused('a root file system as docker export writes it', rootfs, 'archive-is-root-filesystem'),
    refused('a root file system in gzip', gzipSync(rootfs), 'archive-is-root-filesystem'),
    refused('a lone layer', layer, 'archive-is-layer'),
    refused('a lone layer in gzip', gzipSync(layer), 'archive-is-layer'),
    refused('a ZIP', zip, 'archive-is-zip'),
    refused('a tar that PowerShell turned into UTF-16', utf16(tar), 'archive-is-utf16'),
    refused('a save of docker before 1.10', v1, 'archive-is-legacy-v1'),
    refused('a text', Buffer.from('Error response from daemon: no such image\n'.repeat(40)), 'archive-not-tar'),
    refused('a short text', Buffer.from('x'), 'archive-not-tar', 'archive-truncated'),
    refused('a text in gzip', gzipSync(Buffer.from('hello '.repeat(300))), 'archive-not-tar'),
    refused('a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2000, 3)]), 'archive-not-tar'),
    refused('zeros', Buffer.alloc(10_240), 'archive-without-images', 'archive-empty', 'archive-not-tar'),
    refused('folders only', await tarOf([directory('a'), directory('a/b')]), ...noImage),
    refused(
      'a packaged Helm chart',
      gzipSync(await tarOf([file('chart/Chart.yaml', 'name: x'), file('chart/values.yaml', '')])),
      'archive-is-chart',
    ),
    ...Object.entries(unsupported).map(([tool, start]) =>
      refused(`a tar in ${tool}`, Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(2000, 9)]), 'compression-unsupported'),
    ),
    refused('a tar in gzip in gzip', gzipSync(gzipSync(tar)), 'compression-unsupported'),
    refused('a tar in gzip in zstd', zstdCompressSync(gzipSync(tar)), 'compression-unsupported'),
    refused(
      'a tar of image archives',
      await tarOf([file('a.tar', tar), file('more/b.tar.gz', gzipSync(tar))]),
      'archive-holds-archives',
    ),
    refused('a folder of image archives', [file('a.tar', tar), file('b.tgz', gzipSync(tar))], 'archive-holds-archives'),
    refused('a docker archive cut before its manifest.json', cut, 'archive-truncated'),
    refused('a docker archive in gzip, cut before its manifest.json', gzipSync(cut), 'archive-truncated'),
    refused(
      'a layout of version 2',
      await tarWith(await goodOci(), (entry) =>
        entry.name === 'oci-layout' ? file('oci-layout', '{"imageLayoutVersion":"2.0.0"}') : entry,
      ),
      'layout-version-unsupported',
    ),
    refused(
      'a layout without images',
      await tarOf([
        file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
        jsonFile('index.json', { schemaVersion: 2, manifests: [] }),
      ]),
      'archive-without-images',
    ),
    refused('a folder of other files', [file('readme.txt', 'x'), file('sub/file', 'y')], 'folder-without-layout'),
    refused('a folder with nothing', [], 'folder-without-layout'),
    {
      name: 'a layout without oci-layout',
      input: await tarWith(await goodOci(), (entry) => (entry.name === 'oci-layout' ? null : entry)),
      outcome: 'accept',
      codes: [],
      warnings: ['layout-file-missing'],
      references: [goodReference],
    },
  ];
}

/** The archive with another list of what it holds. */
async function relisted(
  good: Produced,
  name: 'index.json' | 'manifest.json',
  change: (list: readonly object[]) => unknown,
): Promise<Buffer> {
  return await tarWith(good, (entry) => {
    if (entry.name !== name) return entry;
    const document = JSON.parse(Buffer.from(entry.bytes ?? []).toString()) as { manifests: object[] } | object[];
    return jsonFile(name, Array.isArray(document) ? change(document) : { ...document, manifests: change(document.manifests) });
  });
}

/** Archives of two images, one damaged: the other must come in. */
async function oneBadOfTwo(): Promise<readonly HostileCase[]> {
  const second = 'registry.example.com/hostile/other:2';
  const roots = [
    { node: await smallImage('good'), names: [goodReference], referrers: [] },
    { node: await smallImage('second'), names: [second], referrers: [] },
  ];
  const oci = containerdExport(roots);
  const docker = dockerLegacy(roots);
  const badLayer = roots[1]?.node.layers[0];
  const ociName = `blobs/sha256/${badLayer?.blob.digest.slice(7) ?? ''}`;
  const ociTar = await tarOf(oci.entries);
  const at = partsOf(ociTar).find((part) => part.name === ociName)?.contentAt ?? 0;
  const dockerName = docker.entries.find(
    (entry) =>
      badLayer !== undefined && entry.bytes !== undefined && Buffer.compare(Buffer.from(entry.bytes), badLayer.tar) === 0,
  )?.name;
  const partial = { outcome: 'partial' as const, references: [goodReference] };
  return [
    {
      name: 'a layout of two images, one with a flipped layer',
      input: flipBit(ociTar, at + 20),
      codes: ['digest-mismatch'],
      ...partial,
    },
    {
      name: 'a layout of two images, one without a layer',
      input: await tarWith(oci, (entry) => (entry.name === ociName ? null : entry)),
      codes: ['blob-missing'],
      ...partial,
    },
    {
      name: 'a layout of two images, one under a digest of another algorithm',
      input: await relisted(await goodOci(), 'index.json', (list) => [
        { ...list[0], digest: `blake3:${'0'.repeat(64)}` },
        ...list,
      ]),
      codes: ['document-invalid'],
      ...partial,
    },
    {
      name: 'a docker archive of two images, one of which is no object',
      input: await relisted(await goodDocker(), 'manifest.json', (list) => [...list, null]),
      codes: ['document-invalid'],
      ...partial,
    },
    {
      name: 'a docker archive of two images, one without a layer',
      input: await tarWith(docker, (entry) => (entry.name === dockerName ? null : entry)),
      codes: ['entry-missing', 'blob-missing'],
      ...partial,
    },
    {
      name: 'a docker archive of two images, one with other bytes in a layer',
      input: await tarWith(docker, (entry) => (entry.name === dockerName ? { ...entry, bytes: Buffer.alloc(1024) } : entry)),
      codes: ['diff-id-mismatch', 'digest-mismatch'],
      ...partial,
    },
  ];
}

/** Every fixed case. Random cuts and flips come from hostile-tar.ts. */
export async function hostileCases(): Promise<readonly HostileCase[]> {
  const kinds = await Promise.all([hostileTars(), hostileDocuments(), names(), notImages(), oneBadOfTwo()]);
  return kinds.flat();
}
