// Test generators: hostile cases of the tar itself: cut and flipped bytes, lying sizes, names and links that lead
// out, duplicates, bombs. Contents are good otherwise.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { FailureCode } from '../../preload/contract/failure.ts';
import {
  either,
  flipBit,
  goodReference,
  type HostileCase,
  partsOf,
  patchHeader,
  refused,
  smallImage,
  tarWith,
} from './hostile-base.ts';
import { dockerLegacy, type Produced } from './producers-docker.ts';
import { skopeoOciArchive } from './producers-oci.ts';
import { file, hardlink, jsonFile, symlink, type TarEntry, tarOf } from './tar.ts';

const damaged: readonly FailureCode[] = [
  'archive-truncated',
  'header-damaged',
  'archive-empty',
  'archive-not-tar',
  'archive-without-images',
  'archive-is-layer',
  'archive-is-root-filesystem',
  'archive-is-legacy-v1',
  'compression-damaged',
  // A frame may come to ask for a dictionary, or for a longer window than is given.
  'compression-unsupported',
  'blob-missing',
  'entry-missing',
  'digest-mismatch',
  'size-mismatch',
  'diff-id-mismatch',
  'json-invalid',
  'document-invalid',
  'layout-version-unsupported',
  'archive-is-utf16',
  'too-many-entries',
  'json-too-large',
  'link-escapes',
  'link-loop',
];

export async function goodOci(): Promise<Produced> {
  return skopeoOciArchive([{ node: await smallImage(), names: [goodReference], referrers: [] }], 'full');
}

export async function goodDocker(): Promise<Produced> {
  const image = await smallImage();
  return dockerLegacy([{ node: image, names: [goodReference], referrers: [] }]);
}

/** The archive cut at a byte. Only what is cut behind everything an image needs may come in. */
export function truncated(tar: Buffer, atBytes: number): HostileCase {
  const needed = partsOf(tar).filter(
    ({ name, sizeBytes }) => sizeBytes > 0 && !['oci-layout', 'repositories'].includes(name) && !/(VERSION|\/json)$/.test(name),
  );
  const endBytes = Math.max(...needed.map((part) => part.contentAt + part.sizeBytes));
  return {
    name: `cut at byte ${atBytes}`,
    input: tar.subarray(0, atBytes),
    outcome: atBytes < endBytes ? 'reject' : 'either',
    codes: damaged,
  };
}

/** The archive with one bit turned over. A blob or a header must not pass; a name in a document may still be a name. */
export function flipped(tar: Buffer, atBytes: number, bit: number): HostileCase {
  const part = partsOf(tar).findLast(({ headerAt }) => headerAt <= atBytes);
  const inHeader = part !== undefined && atBytes < part.contentAt;
  const inContent = part !== undefined && !inHeader && atBytes < part.contentAt + part.sizeBytes;
  const blob =
    part !== undefined &&
    (/^blobs\/.*\//.test(part.name) || part.name.endsWith('layer.tar') || /^[0-9a-f]{64}\.json$/.test(part.name));
  const checksum = part !== undefined && atBytes >= part.headerAt + 148 && atBytes < part.headerAt + 156;
  const outcome = (inHeader && !checksum) || (inContent && blob) ? 'reject' : 'either';
  return {
    name: `bit ${bit} of byte ${atBytes} (${part?.name ?? 'tail'})`,
    input: flipBit(tar, atBytes, bit),
    outcome,
    codes: damaged,
  };
}

const octal = (value: number): Buffer => Buffer.from(`${value.toString(8).padStart(11, '0')}\0`, 'latin1');
const base256 = (...tail: readonly number[]): Buffer =>
  Buffer.from([...Array.from({ length: 12 - tail.length }, (_, at) => (at === 0 ? 0x80 : 0)), ...tail]);

async function lyingSizes(): Promise<readonly HostileCase[]> {
  const tar = await tarOf((await goodOci()).entries);
  const layer = partsOf(tar).find((part) => part.name.startsWith('blobs/sha256/') && part.sizeBytes > 0);
  if (layer === undefined) throw new Error('the good archive has no blob');
  const sized = (field: Buffer): Buffer => patchHeader(tar, layer.headerAt, 124, field);
  const wrong = [
    'archive-truncated',
    'header-damaged',
    'digest-mismatch',
    'size-mismatch',
    'blob-missing',
    'archive-not-tar',
    'archive-without-images',
  ] as const;
  return [
    refused('a header that claims 10 GiB', sized(base256(0x02, 0x80, 0, 0, 0)), ...wrong),
    refused('a header that claims 2^80 bytes', sized(Buffer.from([0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])), ...wrong),
    refused('a header with a negative size', sized(Buffer.alloc(12, 0xff)), ...wrong),
    refused('a header whose size is no number', sized(Buffer.from('zzzzzzzzzzz\0', 'latin1')), ...wrong),
    refused('a header that claims less than there is', sized(octal(Math.max(0, layer.sizeBytes - 600))), ...wrong),
    refused('a header that claims one byte more', sized(octal(layer.sizeBytes + 1)), ...wrong),
    refused('a header that claims nothing', sized(octal(0)), ...wrong),
    refused(
      'a pax size that is no number',
      await tarWith(await goodOci(), (entry) => (entry.name === 'index.json' ? { ...entry, pax: { size: 'many' } } : entry)),
      ...wrong,
      'json-invalid',
      'document-invalid',
    ),
    refused(
      'a pax size that is negative',
      await tarWith(await goodOci(), (entry) => (entry.name === 'index.json' ? { ...entry, pax: { size: '-512' } } : entry)),
      ...wrong,
      'json-invalid',
      'document-invalid',
    ),
  ];
}

async function names(): Promise<readonly HostileCase[]> {
  const good = await goodOci();
  const bad = [
    '../../evil',
    '/etc/evil',
    'a/../../../evil',
    '..',
    '/',
    'C:\\evil',
    '..\\..\\evil',
    `${'d/'.repeat(300)}evil`,
    'esc\u001b[31m.txt',
    'nul',
    'new\nline',
  ];
  const extra = await Promise.all(
    bad.map(async (name) =>
      either(
        `an extra entry named ${JSON.stringify(name.slice(0, 24))}`,
        await tarOf([...good.entries, file(name, 'evil')]),
        'header-damaged',
        'archive-not-tar',
      ),
    ),
  );
  const outside = await tarWith(good, (entry) => (entry.name === 'index.json' ? { ...entry, name: '../index.json' } : entry));
  return [
    ...extra.map((item) => ({ ...item, references: [goodReference] })),
    refused(
      'an index.json outside the archive',
      outside,
      'archive-without-images',
      'archive-is-layer',
      'archive-is-root-filesystem',
    ),
  ];
}

const replace = async (good: Produced, name: string, ...entries: readonly TarEntry[]): Promise<Buffer> =>
  await tarWith(good, (entry) => (entry.name === name ? entries : entry));

async function links(): Promise<readonly HostileCase[]> {
  const oci = await goodOci();
  const docker = await goodDocker();
  const blob = oci.entries.find((entry) => /^blobs\/sha256\/./.test(entry.name) && entry.type === 'file')?.name ?? '';
  const layer = docker.entries.find((entry) => entry.name.endsWith('/layer.tar'))?.name ?? '';
  const out = ['link-escapes', 'entry-missing', 'blob-missing'] as const;
  const loop = ['link-loop', 'link-escapes', 'entry-missing', 'blob-missing'] as const;
  const chain = Array.from({ length: 1000 }, (_, at) => symlink(`c${at}`, `c${at + 1}`));
  const bytes = docker.entries.find((entry) => entry.name === layer)?.bytes ?? new Uint8Array();
  return [
    refused(
      'a layer that is a link out of the archive',
      await replace(docker, layer, symlink(layer, '../../../../etc/passwd')),
      ...out,
    ),
    refused('a layer that is an absolute link', await replace(docker, layer, symlink(layer, '/etc/passwd')), ...out),
    refused('a blob that is a link out of the archive', await replace(oci, blob, symlink(blob, '/etc/hostname')), ...out),
    refused('a layer that links to itself', await replace(docker, layer, symlink(layer, 'layer.tar')), ...loop),
    refused(
      'two layers that link to each other',
      await replace(docker, layer, symlink(layer, '../loop'), symlink('loop', layer)),
      ...loop,
    ),
    refused('a layer that links to nothing', await replace(docker, layer, symlink(layer, '../nothing/layer.tar')), ...loop),
    refused('a hard link to nothing', await replace(docker, layer, hardlink(layer, 'nothing')), ...loop),
    refused('a hard link to itself', await replace(docker, layer, hardlink(layer, layer)), ...loop),
    refused('a blob that is a pipe', await replace(oci, blob, { name: blob, type: 'fifo' }), ...loop),
    refused(
      'a blob that is a sparse file',
      await replace(oci, blob, {
        ...file('GNUSparseFile.1/blob', 'map and pieces'),
        pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': blob, 'GNU.sparse.realsize': '4096' },
      }),
      'entry-sparse',
    ),
    refused('a blob that is a folder', await replace(oci, blob, { name: blob, type: 'directory' }), ...loop),
    either(
      'a chain of 1000 links',
      await replace(docker, layer, symlink(layer, '../c0'), ...chain, file('c1000', bytes)),
      ...loop,
    ),
    either(
      'a hard link to the layer',
      await replace(docker, layer, file('first.tar', bytes), hardlink(layer, 'first.tar')),
      ...loop,
    ),
    either(
      'an index.json that is a link',
      await replace(oci, 'index.json', symlink('index.json', 'real.json'), {
        ...(oci.entries.find((entry) => entry.name === 'index.json') ?? file('x', '')),
        name: 'real.json',
      }),
      'archive-without-images',
      'archive-is-layer',
      'link-escapes',
    ),
  ];
}

async function duplicates(): Promise<readonly HostileCase[]> {
  const good = await goodOci();
  const blob = good.entries.find((entry) => /^blobs\/sha256\/./.test(entry.name) && entry.type === 'file') ?? file('none', '');
  const bad = { ...blob, bytes: Buffer.from('bad') };
  const accepted = { outcome: 'accept' as const, codes: [], warnings: ['entry-duplicate' as const], references: [goodReference] };
  return [
    {
      name: 'a good index.json after one of nothing',
      input: await tarOf([jsonFile('index.json', { schemaVersion: 2, manifests: [] }), ...good.entries]),
      ...accepted,
    },
    { name: 'a good blob after a bad one of its name', input: await tarOf([bad, ...good.entries]), ...accepted },
    refused('a bad blob after the good one of its name', await tarOf([...good.entries, bad]), 'digest-mismatch', 'size-mismatch'),
    either('every entry twice', await tarOf([...good.entries, ...good.entries])),
    refused(
      'an index.json of nothing after the good one',
      await tarOf([...good.entries, jsonFile('index.json', { schemaVersion: 2, manifests: [] })]),
      'archive-without-images',
    ),
  ];
}

const times = (part: Buffer): Buffer => Buffer.concat(Array.from({ length: 1024 }, () => part));

/** Compressed inputs of some kilobytes that unpack to a GiB. */
async function bombs(): Promise<readonly HostileCase[]> {
  const mebibyte = Buffer.alloc(1 << 20);
  const spaces = Buffer.alloc(1 << 20, 0x20);
  const head = patchHeader((await tarOf([file('index.json', '')])).subarray(0, 512), 0, 124, octal(2 ** 30));
  const codes = [
    'decompression-bomb',
    'json-too-large',
    'archive-without-images',
    'archive-empty',
    'archive-not-tar',
    'archive-truncated',
    'header-damaged',
    'compression-damaged',
    'compression-unsupported',
  ] as const;
  return [
    refused('gzip of a GiB of zeros', times(gzipSync(mebibyte)), ...codes),
    refused('zstd of a GiB of zeros', times(zstdCompressSync(mebibyte)), ...codes),
    refused('gzip in gzip', gzipSync(gzipSync(mebibyte)), ...codes),
    refused('gzip of an index.json of a GiB of spaces', Buffer.concat([gzipSync(head), times(gzipSync(spaces))]), ...codes),
    refused(
      'zstd of an index.json of a GiB of spaces',
      Buffer.concat([zstdCompressSync(head), times(zstdCompressSync(spaces))]),
      ...codes,
    ),
  ];
}

async function oddEnds(): Promise<readonly HostileCase[]> {
  const tar = await tarOf((await goodOci()).entries);
  const body = tar.subarray(0, tar.length - 1024);
  return [
    {
      name: 'no end mark',
      input: body,
      outcome: 'accept',
      codes: [],
      warnings: ['archive-tail-missing'],
      references: [goodReference],
    },
    {
      name: 'one closing block',
      input: tar.subarray(0, tar.length - 512),
      outcome: 'accept',
      codes: [],
      references: [goodReference],
    },
    {
      name: 'zeros behind the end',
      input: Buffer.concat([tar, Buffer.alloc(9 * 512)]),
      outcome: 'accept',
      codes: [],
      references: [goodReference],
    },
    either('noise behind the end', Buffer.concat([tar, Buffer.from('noise'.repeat(300))]), 'header-damaged'),
    either('text behind the gzip', Buffer.concat([gzipSync(tar), Buffer.from('noise')]), 'compression-damaged'),
    refused('a gzip cut in half', gzipSync(tar).subarray(0, 700), 'compression-damaged', 'archive-truncated'),
    refused('a zstd cut in half', zstdCompressSync(tar).subarray(0, 700), 'compression-damaged', 'archive-truncated'),
    refused('a gzip with a wrong checksum', flipBit(gzipSync(tar), gzipSync(tar).length - 6), 'compression-damaged'),
  ];
}

/** Every case of the tar that is not a random cut or flip. */
export async function hostileTars(): Promise<readonly HostileCase[]> {
  return (await Promise.all([lyingSizes(), names(), links(), duplicates(), bombs(), oddEnds()])).flat();
}
