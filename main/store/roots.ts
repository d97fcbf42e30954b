// Room store: the root rows of the catalogue, which are index.json line by line (I3). Works out which descriptors a
// change of names adds, replaces and drops; rendering and writing the file is commit.ts's affair.
import type { Catalog } from '../catalog/catalog.ts';
import type { TagChangeRecord } from '../catalog/change.ts';
import { type Descriptor, parseDescriptor } from '../oci/descriptor.ts';
import { isDigest } from '../oci/digest.ts';
import { type IndexContent, type IndexRoot, rootDescriptor, withoutNames } from './index-file.ts';

/** Descriptors of artifacts that are about to become roots, by digest. */
export type DescriptorSource = (digest: string) => Descriptor | undefined;

/** Takes the file's roots over as they are. Returns the digests whose nameless roots came or went. */
export function replaceRoots(catalog: Catalog, content: IndexContent): Set<string> {
  const changed = new Set(catalog.sql("SELECT digest FROM root WHERE name IS NULL AND digest <> ''").pluck().all() as string[]);
  catalog.db.exec('DELETE FROM root');
  catalog.setMeta('rest', content.rest);
  const insert = catalog.sql('INSERT INTO root (digest, name, descriptor) VALUES (?, ?, ?)');
  const now = new Set<string>();
  for (const root of content.roots) {
    insert.run(root.digest, root.name, root.descriptor);
    if (root.name === null && root.digest !== '') now.add(root.digest);
  }
  for (const digest of now) if (!changed.delete(digest)) changed.add(digest);
  return changed;
}

/** Applies tag changes to the roots: the moved or removed name's descriptor goes, the new one is added. */
export function applyTagRoots(catalog: Catalog, tags: readonly TagChangeRecord[], source: DescriptorSource): void {
  for (const { repository, tag, to } of tags) {
    const name = `${repository}:${tag}`;
    const descriptor = to === null ? undefined : descriptorOf(catalog, to, source);
    takeName(catalog, name);
    if (descriptor === undefined) continue;
    // A nameless root that says no more than the named one is replaced by it; any other is somebody else's and stays.
    catalog
      .sql('DELETE FROM root WHERE digest = ? AND name IS NULL AND descriptor = ?')
      .run(descriptor.digest, rootDescriptor(descriptor, null));
    catalog
      .sql('INSERT INTO root (digest, name, descriptor) VALUES (?, ?, ?)')
      .run(descriptor.digest, name, rootDescriptor(descriptor, name));
  }
}

/** Roots of this name: one, or none. */
export function rootsOf(catalog: Catalog, name: string): readonly IndexRoot[] {
  return catalog.sql('SELECT digest, name, descriptor FROM root WHERE name = ?').all(name) as IndexRoot[];
}

/** Puts roots back word for word, in place of what stands for their names, or for the artifact without one. */
export function putRoots(catalog: Catalog, roots: readonly IndexRoot[]): void {
  for (const { digest, name, descriptor } of roots) {
    if (name !== null) takeName(catalog, name);
    catalog
      .sql('DELETE FROM root WHERE digest = ? AND name IS NULL AND descriptor IN (?, ?)')
      .run(digest, descriptor, withoutNames(descriptor));
    catalog.sql('INSERT INTO root (digest, name, descriptor) VALUES (?, ?, ?)').run(digest, name, descriptor);
  }
}

/** The name's root goes; the last one of its digest stays without the name, with what else it says (I3). */
function takeName(catalog: Catalog, name: string): void {
  const root = catalog.sql('SELECT id, digest, descriptor FROM root WHERE name = ?').get(name) as
    | { id: number; digest: string; descriptor: string }
    | undefined;
  if (root === undefined) return;
  const others = catalog.sql('SELECT 1 FROM root WHERE digest = ? AND id <> ? LIMIT 1').get(root.digest, root.id);
  if (others !== undefined) catalog.sql('DELETE FROM root WHERE id = ?').run(root.id);
  else catalog.sql('UPDATE root SET name = NULL, descriptor = ? WHERE id = ?').run(withoutNames(root.descriptor), root.id);
}

/** Adds a nameless root for a digest that has no root at all. */
function addNamelessRoot(catalog: Catalog, digest: string, source: DescriptorSource): boolean {
  if (catalog.sql('SELECT 1 FROM root WHERE digest = ? LIMIT 1').get(digest) !== undefined) return false;
  const descriptor = descriptorOf(catalog, digest, source);
  if (descriptor === undefined) return false;
  catalog.sql('INSERT INTO root (digest, name, descriptor) VALUES (?, NULL, ?)').run(digest, rootDescriptor(descriptor, null));
  return true;
}

/**
 * Gives every touched digest the roots it lacks: one for each tag, or a nameless one where it is a member without any root.
 * True when index.json must be written.
 */
export function ensureRoots(catalog: Catalog, touched: Iterable<string>, source: DescriptorSource = () => undefined): boolean {
  let added = false;
  const unrooted = catalog.sql(
    `SELECT repository.name AS repository, tag.name AS tag, NULL AS "from", digest AS "to" FROM tag JOIN repository ON repository.id = repository_id
     WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM root WHERE root.name = repository.name || ':' || tag.name)`,
  );
  for (const digest of touched) {
    const tags = unrooted.all(digest) as TagChangeRecord[];
    if (tags.length > 0 && descriptorOf(catalog, digest, source) !== undefined) {
      applyTagRoots(catalog, tags, source);
      added = true;
    }
    const member = catalog.sql('SELECT 1 FROM member WHERE digest = ? LIMIT 1').get(digest);
    if (member !== undefined && addNamelessRoot(catalog, digest, source)) added = true;
  }
  return added;
}

/** Drops the roots of a digest whose tags are gone, and all of them where nothing claims it any more. */
export function dropRoots(catalog: Catalog, digest: string): void {
  const claimed = catalog
    .sql('SELECT 1 FROM member WHERE digest = @digest UNION ALL SELECT 1 FROM tag WHERE digest = @digest LIMIT 1')
    .get({ digest });
  if (claimed === undefined) {
    catalog.sql('DELETE FROM root WHERE digest = ?').run(digest);
    return;
  }
  const names = catalog
    .sql(
      `SELECT name FROM root WHERE digest = @digest AND name IS NOT NULL AND name NOT IN (
         SELECT repository.name || ':' || tag.name FROM tag JOIN repository ON repository.id = repository_id WHERE digest = @digest)`,
    )
    .pluck()
    .all({ digest }) as string[];
  for (const name of names) takeName(catalog, name);
}

/** Descriptors in file order, one a line, as index.json lists them; put together by SQLite, which is quicker at 50,000. */
export function rootLines(catalog: Catalog): Uint8Array {
  const lines = catalog
    .sql("SELECT CAST(group_concat(descriptor, ',' || char(10)) AS BLOB) FROM (SELECT descriptor FROM root ORDER BY id)")
    .pluck()
    .get();
  return lines instanceof Uint8Array ? lines : new Uint8Array();
}

/** What the store would call an artifact in index.json, with what other programs say of it there. */
export function descriptorOf(
  catalog: Catalog,
  digest: string,
  source: DescriptorSource = () => undefined,
): Descriptor | undefined {
  const given = source(digest);
  if (given !== undefined) return given;
  const root = catalog.sql('SELECT descriptor FROM root WHERE digest = ? ORDER BY name IS NULL, id LIMIT 1').pluck().get(digest);
  if (typeof root === 'string') return parseDescriptor(JSON.parse(root), 'a root');
  const row = catalog
    .sql(
      'SELECT media_type AS mediaType, size_bytes AS size, artifact_type AS artifactType FROM blob JOIN document ON blob_id = id WHERE digest = ?',
    )
    .get(digest) as { mediaType: string; size: number; artifactType: string | null } | undefined;
  if (row === undefined || row.mediaType === '' || !isDigest(digest)) return undefined;
  const { artifactType, ...rest } = row;
  return { ...rest, digest, ...(artifactType === null ? {} : { artifactType }) };
}
