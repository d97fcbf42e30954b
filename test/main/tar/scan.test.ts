// Both readers of tar, by scan and as a stream: the same entries from any archive, and a coded failure from any damaged one.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanTar } from '../../../main/tar/scan.ts';
import { tarHeader } from '../../../main/tar/write.ts';
import { block, endMarker, member, paxMember, readerOf, scanned, streamed } from './reading.ts';

const chunkSizes = [1, 100, 512, 10_000];

/** Scans and streams, and holds the two to the same result. */
async function read(...parts: readonly Buffer[]) {
  const bytes = Buffer.concat(parts);
  const scan = await scanned(bytes);
  for (const chunkBytes of chunkSizes) {
    const stream = await streamed(bytes, chunkBytes);
    expect(stream.failure).toEqual(scan.failure);
    if (scan.failure === undefined) expect(stream).toEqual(scan);
  }
  return scan;
}

const next = member({ name: 'next' }, 'content');

describe('reading entries', () => {
  it('takes directories, links, devices and pipes to have no content, whatever size they claim', async () => {
    for (const type of ['1', '2', '3', '4', '5', '6']) {
      const { entries } = await read(block({ name: 'first', type, size: 512, link: 'x' }), next, endMarker);
      expect(entries.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
        ['first', 0],
        ['next', 7],
      ]);
    }
  });

  it('knows the types', async () => {
    const types = ['0', '\0', '7', '1', '2', '5', '3', '6', 'V', 'Z'];
    const { entries } = await read(...types.map((type) => member({ type })), endMarker);
    expect(entries.map(({ type }) => type)).toEqual([
      'file',
      'file',
      'file',
      'hardlink',
      'symlink',
      'directory',
      'other',
      'other',
      'other',
      'other',
    ]);
  });

  it('passes over the content of unknown types', async () => {
    const { entries, contents } = await read(member({ type: 'Z' }, 'x'.repeat(700)), next, endMarker);
    expect(entries.map(({ type }) => type)).toEqual(['other', 'file']);
    expect(contents.map(String)).toEqual(['content']);
  });

  it('takes a slash at the end of an old name for a directory without content', async () => {
    const { entries } = await read(block({ name: 'd/', type: '\0', size: 512 }), next, endMarker);
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ['d', 'directory'],
      ['next', 'file'],
    ]);
  });

  it('passes over the content of a regular file whose name ends in a slash', async () => {
    const { entries } = await read(member({ name: 'd/' }, 'x'), member({ name: 'e/' }), next, endMarker);
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ['d', 'other'],
      ['e', 'directory'],
      ['next', 'file'],
    ]);
  });

  it('reports duplicates in order', async () => {
    const { entries, contents } = await read(member({ name: 'a' }, '1'), member({ name: './a' }, '2'), endMarker);
    expect(entries.map(({ name, rawName }) => [name, rawName])).toEqual([
      ['a', 'a'],
      ['a', './a'],
    ]);
    expect(contents.map(String)).toEqual(['1', '2']);
  });

  it('says which names are unsafe and keeps them inside', async () => {
    const { entries } = await read(
      member({ name: '/etc/passwd' }),
      member({ name: '../../x' }),
      member({ name: 'a/../b' }),
      endMarker,
    );
    expect(entries.map(({ name, unsafe }) => [name, unsafe])).toEqual([
      ['etc/passwd', 'absolute'],
      ['x', 'escapes'],
      ['b', undefined],
    ]);
  });

  it('keeps link targets as they stand', async () => {
    const { entries } = await read(member({ type: '2', link: '../../etc/hostname' }), endMarker);
    expect(entries[0]).toMatchObject({ type: 'symlink', linkTarget: '../../etc/hostname' });
  });

  it('cannot be made to set a prototype by a pax record', async () => {
    const { entries } = await read(paxMember({ ['__proto__']: 'x' }), next, endMarker);
    expect(Object.getOwnPropertyNames(entries[0]?.pax ?? {})).toEqual(['__proto__']);
  });
});

describe('reading extended headers', () => {
  it('lets pax records win over the header', async () => {
    const records = { path: 'p/é', mtime: '1.5', uid: '7', gid: '8', uname: 'u', gname: 'g', 'SCHILY.xattr.a': 'b' };
    const { entries } = await read(paxMember(records), next, endMarker);
    expect(entries[0]).toMatchObject({
      name: 'p/é',
      mtimeSeconds: 1.5,
      uid: 7,
      gid: 8,
      uname: 'u',
      gname: 'g',
      sizeBytes: 7,
      pax: records,
    });
  });

  it('lets the pax size win, so that nothing can be hidden behind a smaller one', async () => {
    const inner = member({ name: 'smuggled' }, 'x');
    const { entries } = await read(
      paxMember({ size: String(inner.length) }),
      block({ name: 'outer', size: 0 }),
      inner,
      next,
      endMarker,
    );
    expect(entries.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['outer', inner.length],
      ['next', 7],
    ]);
  });

  it.each(['-1', '1e3', '99999999999999999', 'x', ' 7'])('refuses the pax size %j', async (size) => {
    expect((await read(paxMember({ size }), next, endMarker)).failure).toMatchObject({ code: 'header-damaged' });
  });

  it('takes GNU long names and links, for one entry', async () => {
    const name = 'n'.repeat(300);
    const parts = [
      member({ name: '././@LongLink', type: 'K' }, `${name}-link\0`),
      member({ name: '././@LongLink', type: 'L' }, `${name}\0`),
    ];
    const { entries } = await read(...parts, member({ type: '2', link: 'short' }), next, endMarker);
    expect(entries.map((entry) => [entry.name, entry.linkTarget])).toEqual([
      [name, `${name}-link`],
      ['next', undefined],
    ]);
  });

  it('applies the attributes of a global header and none of its other records', async () => {
    const { entries } = await read(
      paxMember({ comment: 'x', uid: '9', mtime: '5' }, 'g'),
      next,
      paxMember({ uid: '10' }),
      next,
      endMarker,
    );
    expect(entries.map(({ uid, mtimeSeconds }) => [uid, mtimeSeconds])).toEqual([
      [9, 5],
      [10, 5],
    ]);
    expect(entries[0]?.pax).toBeUndefined();
  });

  it.each(['path', 'linkpath', 'size'])('refuses a global %s', async (key) => {
    expect((await read(paxMember({ [key]: '7' }, 'g'), next, endMarker)).failure).toMatchObject({
      code: 'header-damaged',
      params: { atBytes: 0 },
    });
  });

  it.each(['x', 'g', 'L', 'K'])('refuses an extension of type %s over 1 MiB before reading it', async (type) => {
    const bytes = Buffer.concat([member({ name: 'a' }), block({ type, size: 1024 * 1024 + 1 })]);
    expect((await scanned(bytes)).failure).toMatchObject({ code: 'header-damaged', params: { atBytes: 512 } });
  });

  it('lists sparse files as other and finds what comes after them', async () => {
    const oldGnu = block({ type: 'S', size: 600, magic: 'ustar  \0', change: (bytes) => bytes.writeUInt8(1, 482) });
    const map = Buffer.alloc(1024);
    map[504] = 1;
    const { entries } = await read(
      oldGnu,
      map,
      Buffer.alloc(1024),
      paxMember({ 'GNU.sparse.major': '1' }),
      member({}, 'map'),
      next,
      endMarker,
    );
    expect(entries.map(({ name, type, offsetBytes }) => [name, type, offsetBytes])).toEqual([
      ['file', 'other', 1536],
      ['file', 'other', 2560 + 1024 + 512],
      ['next', 'file', 2560 + 2048 + 512],
    ]);
  });

  it('refuses an archive that ends between a long name and its entry', async () => {
    const name = member({ type: 'L' }, 'long\0');
    expect((await read(next, name)).failure).toMatchObject({ code: 'archive-truncated', params: { entry: 'long' } });
    expect((await read(next, name, endMarker)).failure).toMatchObject({ code: 'header-damaged' });
  });
});

describe('how an archive ends', () => {
  it('counts what follows the end marker and reads none of it as entries', async () => {
    expect((await read(next, endMarker, next, endMarker)).end).toEqual({ endMarker: true, endBytes: 2048, trailingBytes: 2048 });
    expect((await read(next, endMarker)).end).toEqual({ endMarker: true, endBytes: 2048, trailingBytes: 0 });
  });

  it('takes a missing or half end marker, and says so', async () => {
    for (const zeros of [0, 100, 512, 1000]) expect((await read(next, endMarker.subarray(0, zeros))).end?.endMarker).toBe(false);
  });

  it('takes a last content without its padding', async () => {
    const { contents, end } = await read(next.subarray(0, 512 + 7));
    expect(contents.map(String)).toEqual(['content']);
    expect(end).toEqual({ endMarker: false, endBytes: 519, trailingBytes: 0 });
  });

  it('refuses a header after a lone zero block', async () => {
    expect((await read(next, Buffer.alloc(512), next, endMarker)).failure).toMatchObject({
      code: 'header-damaged',
      params: { atBytes: 1536 },
    });
  });

  it('takes an archive without entries', async () => {
    expect(await read(Buffer.alloc(10_240))).toMatchObject({ entries: [], end: { endMarker: true, trailingBytes: 9216 } });
  });

  it('tells an empty file and one that is no tar from a damaged one', async () => {
    expect((await read()).failure).toEqual({ code: 'archive-empty', params: { archive: 'a.tar' } });
    expect((await read(Buffer.from('text'))).failure).toEqual({ code: 'archive-not-tar', params: { archive: 'a.tar' } });
    expect((await read(Buffer.alloc(600, 'text'))).failure).toEqual({ code: 'archive-not-tar', params: { archive: 'a.tar' } });
    expect((await read(next, Buffer.alloc(600, 'text'))).failure).toEqual({
      code: 'header-damaged',
      params: { archive: 'a.tar', atBytes: 1024 },
    });
  });

  it('names the entry whose content is cut, and where the archive ends', async () => {
    expect((await read(next, block({ name: 'big', size: 5000 }), Buffer.alloc(700))).failure).toEqual({
      code: 'archive-truncated',
      params: { archive: 'a.tar', entry: 'big', atBytes: 1024 + 512 + 700 },
    });
  });
});

describe('a damaged archive', () => {
  const archive = Buffer.concat([
    member({ name: 'blobs/', type: '5' }),
    paxMember({ path: 'blobs/sha512/long', mtime: '1.5' }),
    member({ name: 'short' }, 'x'.repeat(600)),
    member({ type: 'L' }, `${'y'.repeat(200)}\0`),
    member({ type: '2', link: 'next' }),
    next,
    endMarker,
  ]);

  it('gives a coded failure or a prefix at every truncation', async () => {
    const whole = await scanned(archive);
    for (let length = 0; length < archive.length; length++) {
      const bytes = archive.subarray(0, length);
      const scan = await scanned(bytes);
      const stream = await streamed(bytes, 700);
      expect(stream.failure).toEqual(scan.failure);
      expect(whole.entries.slice(0, stream.entries.length)).toEqual(stream.entries);
      if (scan.failure === undefined) expect(scan.entries).toEqual(stream.entries);
    }
  });

  it('never fails without a code when one bit flips anywhere', async () => {
    for (let bit = 0; bit < archive.length * 8; bit++) {
      const flipped = Buffer.from(archive);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await scanned(flipped);
    }
  });

  it('never fails without a code, and reads the same both ways, when headers are forged', async () => {
    const forged = fc.record({
      name: fc.oneof(fc.string({ maxLength: 100, unit: 'binary' }), fc.constantFrom('..', '/', '', 'a/')),
      size: fc.oneof(
        fc.nat({ max: 2000 }),
        fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
      ),
      type: fc.constantFrom('0', '\0', '1', '2', '5', '7', 'x', 'g', 'L', 'K', 'S', 'Z'),
      content: fc.oneof(fc.constant(''), fc.string({ maxLength: 900 }), fc.constantFrom('6 a=b\n', '9 size=1\n')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(forged, { minLength: 1, maxLength: 6 }), async (members) => {
        await read(...members.map(({ content, ...fields }) => member(fields, content)), endMarker);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the scan', () => {
  it('stops at the limit of entries', async () => {
    const bytes = Buffer.concat([next, next, next]);
    const scan = scanTar(readerOf(bytes), bytes.length, 'a.tar', { maxEntries: 2 });
    await expect(scan).rejects.toMatchObject({ code: 'too-many-entries', params: { archive: 'a.tar', limit: 2 } });
  });

  it('reads no contents: 100 files of 1 GiB cost 100 small reads', async () => {
    const gib = 2 ** 30;
    const header = tarHeader('blob', gib);
    let readBytes = 0;
    const readAt = (offsetBytes: number, lengthBytes: number): Buffer => {
      readBytes += lengthBytes;
      const bytes = Buffer.alloc(lengthBytes);
      const rest = offsetBytes % (gib + 512);
      if (rest === 0) header.copy(bytes);
      return bytes;
    };
    const { entries } = await scanTar(readAt, 100 * (gib + 512), 'a.tar');
    expect(entries).toHaveLength(100);
    expect(readBytes).toBeLessThan(100 * 5000 + 65_536);
  });

  it('lets the event loop turn', async () => {
    const bytes = Buffer.concat(Array.from({ length: 50_000 }, () => block({})));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await scanTar(readerOf(bytes), bytes.length, 'a.tar');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it('keeps no more text than its budget, whatever the archive holds', async () => {
    const long = Buffer.concat([paxMember({ comment: 'x'.repeat(1024 * 1024 - 20) }), block({})]);
    const readAt = (offsetBytes: number, lengthBytes: number): Buffer => {
      const bytes = Buffer.alloc(lengthBytes);
      for (let at = 0; at < lengthBytes; ) at += long.copy(bytes, at, (offsetBytes + at) % long.length);
      return bytes;
    };
    await expect(scanTar(readAt, 400 * long.length, 'a.tar')).rejects.toMatchObject({ code: 'too-many-entries' });
  });
});

const fixtures = join(import.meta.dirname, '../../fixtures/archives');
const tars = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tar'));
const hasTar = /GNU tar/.test(spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout ?? '');

describe('archives of real tools', () => {
  it.skipIf(!hasTar).each(tars)('%s: lists what GNU tar lists', async (path) => {
    const bytes = readFileSync(join(fixtures, path));
    const scan = await scanned(bytes);
    const stream = await streamed(bytes, 65_536);
    expect(stream.failure).toEqual(scan.failure);
    const listed = spawnSync('tar', ['--quoting-style=literal', '--absolute-names', '-tf', join(fixtures, path)], {
      encoding: 'utf8',
    });
    if (scan.failure !== undefined) {
      expect(listed.status).not.toBe(0);
      return;
    }
    expect(stream).toEqual(scan);
    expect(listed.stdout.split('\n').slice(0, -1)).toEqual(
      scan.entries.map(({ rawName, type }) => (type === 'directory' && !rawName.endsWith('/') ? `${rawName}/` : rawName)),
    );
  });
});
