// Room test/main/store: the critical section: what one commit does to the disk, that a failing one leaves everything as it
// was, and that blobs are taken away only when nothing needs, holds or may need them (I6, I8).
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { holdBlobs, takeLease } from '../../../main/catalog/leases.ts';
import type { Digest } from '../../../main/oci/digest.ts';
import type { Commit } from '../../../main/store/commit.ts';
import { processOwner } from '../../../main/store/process-owner.ts';
import { Store } from '../../../main/store/store.ts';
import { blobsOf, buildImage, type Image } from '../../build/image.ts';
import { file } from '../../build/tar.ts';
import { catalogRows } from '../../support/catalog-rows.ts';
import { addOutsideRoot } from '../../support/foreign-tool.ts';
import { filesOf, namesIn, temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

const layer = (content: string) => ({ entries: [file(content, content)], compression: 'none' as const });
const imageOf = async (...layers: readonly string[]): Promise<Image> =>
  await buildImage({ platform: 'linux/amd64', layers: layers.map(layer) });

function withStore(use: (store: Store) => void): void {
  const store = Store.open(join(folder, String(++serial)), 'cli', 'create');
  try {
    use(store);
  } finally {
    store.close();
  }
}

/** Stages an image's blobs and commits them under `docker.io/library/app:TAG`. */
function put(store: Store, image: Image, tag: string): void {
  const work = store.startWork('import');
  const publish = [...blobsOf(image)].map(([digest, bytes]) => {
    const path = work.newPath();
    writeFileSync(path, bytes);
    return { digest: digest as Digest, sizeBytes: bytes.length, path };
  });
  work.hold(publish.map((blob) => blob.digest));
  try {
    store.commit(() => ({ ...tagged(image, tag), publish }), work);
  } finally {
    work.release();
  }
}

function tagged(image: Image, tag: string): Commit {
  const { digest, size, mediaType } = image.descriptor;
  return {
    change: { operation: 'import', tags: [{ repository: 'docker.io/library/app', tag, from: null, to: digest }] },
    descriptors: [{ digest: digest as Digest, size, mediaType }],
  };
}

function remove(store: Store, image: Image): readonly string[] {
  const { swept } = store.commit(() => {
    const rows = store.catalog
      .sql('SELECT artifact.id FROM artifact JOIN blob ON blob.id = blob_id WHERE digest = ?')
      .pluck()
      .all(image.manifest.digest) as number[];
    return {
      change: { operation: 'remove', remove: [{ repository: 'docker.io/library/app', digest: image.manifest.digest }] },
      sweep: rows,
    };
  });
  return swept.map((blob) => blob.digest).toSorted();
}

describe('a commit', () => {
  it('publishes blobs, writes ledger and index, and grows the revision by one', async () => {
    const image = await imageOf('a');
    withStore((store) => {
      put(store, image, '1');
      expect(store.revision).toBe(1);
      for (const [digest, bytes] of blobsOf(image)) {
        expect(readFileSync(store.blobPath(digest as Digest)).equals(bytes)).toBe(true);
        expect(store.heldBytes(digest)).toBe(bytes.length);
      }
      expect(namesIn(store.paths.root)).toEqual(new Map([['docker.io/library/app:1', image.manifest.digest]]));
      expect(JSON.parse(readFileSync(store.paths.ledger, 'utf8'))).toMatchObject({
        door: 'cli',
        operation: 'import',
        user: userInfo().username,
      });
    });
  });

  it('that builds nothing changes nothing', () => {
    withStore((store) => {
      const before = filesOf(store.paths.root);
      expect(store.commit(() => null)).toEqual({ revision: 0, swept: [], undoUntil: null, discarded: [] });
      expect(filesOf(store.paths.root)).toEqual(before);
    });
  });

  it('under which another tool writes index.json begins again, on what that says, and loses nothing', async () => {
    const [ours, theirs] = [await imageOf('a'), await imageOf('b')];
    withStore((store) => {
      const { root } = store.paths;
      let builds = 0;
      const work = store.startWork('import');
      const publish = [...blobsOf(ours)].map(([digest, bytes]) => {
        const path = work.newPath();
        writeFileSync(path, bytes);
        return { digest: digest as Digest, sizeBytes: bytes.length, path };
      });
      // Building comes after index.json was read and before it is replaced.
      store.commit(() => {
        if (++builds <= 3) addOutsideRoot(root, theirs, `docker.io/library/theirs:${builds}`);
        return { ...tagged(ours, '1'), publish };
      }, work);
      work.release();
      expect(builds).toBe(4);
      const held = store.catalog
        .sql("SELECT repository.name || ':' || tag.name FROM tag JOIN repository ON repository.id = repository_id ORDER BY 1")
        .pluck()
        .all();
      expect(held).toEqual(['docker.io/library/app:1', ...[1, 2, 3].map((tag) => `docker.io/library/theirs:${tag}`)]);
      for (const [digest, bytes] of blobsOf(ours)) expect(store.heldBytes(digest)).toBe(bytes.length);
      const lines = readFileSync(store.paths.ledger, 'utf8').trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { operation: string }).operation)).toEqual([
        'index',
        'index',
        'index',
        'import',
      ]);
      expect(store.revision).toBe(4);
      const before = catalogRows(root);
      store.rebuild();
      expect(catalogRows(root)).toEqual(before);
    });
  });

  it('under which another tool never stops writing index.json is refused, and changes nothing of ours', async () => {
    const [ours, theirs] = [await imageOf('a'), await imageOf('b')];
    withStore((store) => {
      put(store, ours, '1');
      let builds = 0;
      const commit = (): unknown =>
        store.commit(() => {
          addOutsideRoot(store.paths.root, theirs, `docker.io/library/theirs:${++builds}`);
          return {
            change: {
              operation: 'tag',
              tags: [{ repository: 'docker.io/library/app', tag: '2', from: null, to: ours.manifest.digest }],
            },
          };
        });
      expect(commit).toThrow(expect.objectContaining({ code: 'store-busy' }));
      store.refresh();
      expect(readFileSync(store.paths.index, 'utf8')).not.toContain('library/app:2');
      expect(
        store.catalog.sql("SELECT count(*) FROM tag WHERE name = '2' AND digest = ?").pluck().get(ours.manifest.digest),
      ).toBe(0);
    });
  });

  it('whose building fails changes nothing and passes the failure on', async () => {
    const image = await imageOf('a');
    withStore((store) => {
      put(store, image, '1');
      const before = [filesOf(store.paths.root), catalogRows(store.paths.root)];
      expect(() =>
        store.commit(() => {
          throw new RangeError('built wrongly');
        }),
      ).toThrow(RangeError);
      expect([filesOf(store.paths.root), catalogRows(store.paths.root)]).toEqual(before);
    });
  });

  it('that fails half way takes back the blobs it published, and its ledger line', async () => {
    const [kept, failing] = [await imageOf('a'), await imageOf('a', 'b')];
    withStore((store) => {
      put(store, kept, '1');
      const before = filesOf(store.paths.root);
      const { meta: _before, ...rowsBefore } = catalogRows(store.paths.root);
      // index.json cannot be replaced: a folder stands where its new content would be written.
      const obstacle = `${store.paths.index}.${process.pid}.tmp`;
      mkdirSync(obstacle);
      expect(() => put(store, failing, '2')).toThrow(/directory/);
      rmSync(obstacle, { recursive: true, force: true });
      expect(filesOf(store.paths.root)).toEqual(before);
      store.refresh();
      const { meta: _meta, ...rows } = catalogRows(store.paths.root);
      expect(rows).toEqual(rowsBefore);
      put(store, failing, '2');
      expect(namesIn(store.paths.root).size).toBe(2);
    });
  });
});

describe('taking blobs away', () => {
  it('takes what only the removed artifact needed', async () => {
    const [one, two] = [await imageOf('shared', 'one'), await imageOf('shared', 'two')];
    withStore((store) => {
      put(store, one, '1');
      put(store, two, '2');
      const alone = [...blobsOf(one).keys()].filter((digest) => !blobsOf(two).has(digest)).toSorted();
      expect(remove(store, one)).toEqual(alone);
      for (const digest of alone) expect(existsSync(store.blobPath(digest as Digest))).toBe(false);
      for (const digest of blobsOf(two).keys()) expect(store.heldBytes(digest)).not.toBeNull();
    });
  });

  it('leaves what a lease holds', async () => {
    const image = await imageOf('a');
    withStore((store) => {
      put(store, image, '1');
      const held = image.layers[0]?.blob.digest ?? '';
      const lease = takeLease(store.catalog, processOwner(), 'export', Date.now());
      holdBlobs(store.catalog, lease, [held]);
      expect(remove(store, image)).not.toContain(held);
      expect(existsSync(store.blobPath(held as Digest))).toBe(true);
    });
  });

  it('fails closed: with a manifest that cannot be read it takes nothing', async () => {
    const [one, torn] = [await imageOf('one'), await imageOf('torn')];
    withStore((store) => {
      put(store, one, '1');
      put(store, torn, '2');
      const path = store.blobPath(torn.manifest.digest as Digest);
      chmodSync(path, 0o644);
      writeFileSync(path, 'not what its name says');
      store.rebuild();
      expect(remove(store, one)).toEqual([]);
      for (const digest of blobsOf(one).keys()) expect(existsSync(store.blobPath(digest as Digest))).toBe(true);
    });
  });
});
