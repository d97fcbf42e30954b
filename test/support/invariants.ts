// Room test/support: the invariants of a store (DESIGN section 2), checked on its files by code that shares nothing with
// the store's own: what the index names, what its manifests lead to, and what each byte counts as.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { call, runJob } from '../../main/host/client.ts';
import { blobsIn, leftoversIn, type OpenedStore } from '../main/opened-store.ts';
import { catalogRows } from './catalog-rows.ts';

interface IndexDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Document {
  readonly subject?: IndexDescriptor;
  readonly config?: IndexDescriptor;
  readonly layers?: readonly IndexDescriptor[] | null;
  readonly manifests?: readonly IndexDescriptor[] | null;
}

interface Companion {
  readonly repository: string;
  /** As much of its digest as a tag has room for. */
  readonly subject: string;
  readonly digest: string;
}

const containerdName = 'io.containerd.image.name';
const refName = 'org.opencontainers.image.ref.name';

export function indexDescriptors(store: string): readonly IndexDescriptor[] {
  return (JSON.parse(readFileSync(join(store, 'index.json'), 'utf8')) as { manifests: readonly IndexDescriptor[] }).manifests;
}

/** Every manifest and index that can be reached from the roots of index.json, by digest. */
function liveDocuments(store: string, blobs: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Document> {
  const live = new Map<string, Document>();
  const queue = indexDescriptors(store).map((root) => root.digest);
  for (let digest = queue.pop(); digest !== undefined; digest = queue.pop()) {
    const bytes = blobs.get(digest);
    if (live.has(digest) || bytes === undefined) continue;
    const document = JSON.parse(bytes.toString('utf8')) as Document;
    live.set(digest, document);
    for (const child of document.manifests ?? []) if (/manifest|index/.test(child.mediaType)) queue.push(child.digest);
  }
  return live;
}

/** Full names of tags in index.json that say to which manifest they refer (cosign), or list what does (distribution spec). */
function companionsIn(store: string): readonly Companion[] {
  return indexDescriptors(store).flatMap(({ digest, annotations }) => {
    const [, repository = '', algorithm, hex] =
      /^(.+):(sha256|sha512)-([0-9a-f]{64})(?:\.(?:sig|att|sbom))?$/.exec(annotations?.[containerdName] ?? '') ?? [];
    return hex === undefined ? [] : [{ repository, subject: `${algorithm}:${hex}`, digest }];
  });
}

/** Every blob an artifact needs: children, configs, layers, what refers to any of its manifests, and companions in its repository. */
function reachOf(
  digest: string,
  live: ReadonlyMap<string, Document>,
  companions: readonly Companion[],
  repository: string | null,
): ReadonlySet<string> {
  const reach = new Set<string>();
  const queue = [digest];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reach.has(next)) continue;
    reach.add(next);
    const document = live.get(next);
    const parts = [document?.config, ...(document?.layers ?? []), ...(document?.manifests ?? [])];
    for (const part of parts) if (part !== undefined) queue.push(part.digest);
    for (const [referrer, { subject }] of live) if (subject?.digest === next) queue.push(referrer);
    for (const companion of companions)
      if (companion.repository === repository && next.startsWith(companion.subject)) queue.push(companion.digest);
  }
  return reach;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

/** Bytes each key alone needs, where several keys may need one blob. */
function uniqueBytes(needs: ReadonlyMap<string, ReadonlySet<string>>, sizes: ReadonlyMap<string, number>): Map<string, number> {
  const needers = new Map<string, number>();
  for (const set of needs.values()) for (const digest of set) needers.set(digest, (needers.get(digest) ?? 0) + 1);
  const alone = (set: ReadonlySet<string>): number =>
    sum([...set].filter((digest) => needers.get(digest) === 1).map((digest) => sizes.get(digest) ?? 0));
  return new Map([...needs].map(([key, set]) => [key, alone(set)]));
}

/** `du` adds up to the sizes of the blob files, and every figure of it is what walking the files gives. */
async function expectAccounting(
  { host, path }: OpenedStore,
  blobs: ReadonlyMap<string, Buffer>,
  live: ReadonlyMap<string, Document>,
): Promise<void> {
  const companions = companionsIn(path);
  const usage = await call(host, 'usage.show', {});
  const sizes = new Map([...blobs].map(([digest, bytes]) => [digest, bytes.length]));
  expect(usage.diskBytes, 'diskBytes').toBe(sum(sizes.values()));
  expect(sum(usage.repositories.map((row) => row.uniqueBytes)) + usage.sharedAcrossBytes + usage.orphanBytes, 'du adds up').toBe(
    usage.diskBytes,
  );
  const artifacts = new Map(
    usage.artifacts.map((row) => [
      `${row.repository ?? ''} ${row.digest ?? ''}`,
      reachOf(row.digest ?? '', live, companions, row.repository),
    ]),
  );
  const repositories = new Map<string, Set<string>>();
  for (const [key, reach] of artifacts) {
    const name = key.split(' ')[0] ?? '';
    repositories.set(name, new Set([...(repositories.get(name) ?? []), ...reach]));
  }
  const unique = new Map([...uniqueBytes(artifacts, sizes), ...uniqueBytes(repositories, sizes)]);
  const reach = new Map<string, ReadonlySet<string>>([...artifacts, ...repositories]);
  const bytesOf = (set: ReadonlySet<string> = new Set()): number => sum([...set].map((digest) => sizes.get(digest) ?? 0));
  for (const row of [...usage.repositories, ...usage.artifacts]) {
    const key = row.digest === null ? (row.repository ?? '') : `${row.repository ?? ''} ${row.digest}`;
    expect({ key, size: row.sizeBytes, unique: row.uniqueBytes, shared: row.sharedBytes }).toEqual({
      key,
      size: bytesOf(reach.get(key)),
      unique: unique.get(key),
      shared: bytesOf(reach.get(key)) - (unique.get(key) ?? 0),
    });
  }
  expect(usage.logicalBytes, 'logicalBytes').toBe(sum([...artifacts.values()].map(bytesOf)));
  const reached = new Set([...artifacts.values()].flatMap((set) => [...set]));
  expect(usage.orphanBytes, 'orphanBytes').toBe(
    sum([...sizes].filter(([digest]) => !reached.has(digest)).map(([, bytes]) => bytes)),
  );
}

/** I3: the index lists a root for every tag under its full name, and one for every untagged artifact. */
async function expectRoots({ host, path }: OpenedStore): Promise<void> {
  const roots = indexDescriptors(path);
  const names = roots.map((root) => root.annotations?.[containerdName]).filter((name) => name !== undefined);
  expect(names.length, 'a name stands once').toBe(new Set(names).size);
  const { items } = await call(host, 'artifact.list', {});
  for (const artifact of items) {
    const own = roots.filter((root) => root.digest === artifact.digest);
    for (const tag of artifact.tags) {
      const name = `${artifact.repository}:${tag}`;
      const root = own.find(({ annotations }) => (annotations?.[containerdName] ?? annotations?.[refName]) === name);
      expect(root, `I3: a root for ${name}`).toBeDefined();
    }
    if (artifact.tags.length === 0 && artifact.absentCount === 0)
      expect(own.length, `I3: a root for ${artifact.digest}`).toBeGreaterThan(0);
  }
}

/**
 * Every tag is in a list, or it is a companion's and goes with an artifact of its repository that is there for itself. No
 * companion of what such an artifact leads to is listed for its companion tags alone.
 */
async function expectCompanions({ host, path }: OpenedStore, live: ReadonlyMap<string, Document>): Promise<void> {
  const companions = companionsIn(path);
  // What a lock keeps out of lists cannot be told from what is not there.
  if ((await call(host, 'lock.list', {})).some(({ switches }) => !switches.listEnabled)) return;
  const { items } = await call(host, 'artifact.list', {});
  const listed = new Set(items.flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`)));
  const standing = items.filter(
    ({ tags, digest }) => tags.length === 0 || tags.some((tag) => isOrdinary(tag) || isAboutItself(tag, digest)),
  );
  const reached = standing.map(({ digest, repository }) => ({
    repository,
    reach: reachOf(digest, live, companions, repository),
  }));
  const isThere = ({ repository, subject }: Companion): boolean =>
    reached.some(
      (one) => one.repository === repository && [...one.reach].some((each) => each.startsWith(subject) && live.has(each)),
    );
  for (const { annotations, digest } of indexDescriptors(path)) {
    const name = annotations?.[containerdName];
    if (name === undefined) continue;
    const repository = name.slice(0, name.lastIndexOf(':'));
    const own = companions.filter((one) => one.digest === digest && one.repository === repository);
    const tags = indexDescriptors(path).filter(
      (one) => one.digest === digest && one.annotations?.[containerdName]?.startsWith(`${repository}:`),
    );
    const isNested = own.length === tags.length && own.every((one) => isThere(one) && !digest.startsWith(one.subject));
    expect({ name, listed: listed.has(name) }).toEqual({ name, listed: !isNested });
  }
}

function isOrdinary(tag: string): boolean {
  return !/^sha(256|512)-[0-9a-f]{64}(\.(sig|att|sbom))?$/.test(tag);
}

function isAboutItself(tag: string, digest: string): boolean {
  return tag.replace(/\.\w+$/, '').replace('-', ':') === digest.slice(0, 71);
}

/** I5: what a live document leads to is there, or its absence is shown. */
async function expectNothingMissing(
  { host, path }: OpenedStore,
  blobs: ReadonlyMap<string, Buffer>,
  live: ReadonlyMap<string, Document>,
): Promise<void> {
  const companions = companionsIn(path);
  const { items } = await call(host, 'artifact.list', {});
  for (const { digest, repository, absentCount } of items) {
    const missing = [...reachOf(digest, live, companions, repository)].filter((part) => !blobs.has(part));
    expect(absentCount, `I5: what ${digest} lacks`).toBe(missing.length);
  }
}

/** I4: a catalogue made again from index.json, blobs and ledger says what the present one says. */
async function expectRebuildEqual({ host, path }: OpenedStore): Promise<void> {
  const before = catalogRows(path);
  await runJob(host, 'store.rebuild', {});
  const after = catalogRows(path);
  for (const table of Object.keys(before)) expect(after[table], `I4: ${table}`).toEqual(before[table]);
}

/** Everything that must hold of a store while nothing runs on it. */
export async function expectInvariants(store: OpenedStore): Promise<void> {
  const status = await call(store.host, 'store.status', {});
  const blobs = blobsIn(store.path);
  expect(status.blobCount).toBe(blobs.size);
  const live = liveDocuments(store.path, blobs);
  await expectRoots(store);
  await expectCompanions(store, live);
  await expectNothingMissing(store, blobs, live);
  await expectAccounting(store, blobs, live);
  await expectRebuildEqual(store);
  expect(leftoversIn(store.path)).toEqual([]);
}
