// Room store: index.json, read leniently (other tools write it too) and written one descriptor a line (I3). A
// descriptor that cannot be understood is carried along as it is.
import { readFileSync, statSync } from 'node:fs';
import { errnoOf, StowageError } from '../errors.ts';
import { classifyName } from '../oci/archive-name.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { isDigest } from '../oci/digest.ts';
import { MEDIA } from '../oci/media-types.ts';
import { tagReference } from '../oci/reference.ts';

export const containerdName = 'io.containerd.image.name';
export const refName = 'org.opencontainers.image.ref.name';

/** One descriptor of index.json. */
export interface IndexRoot {
  /** Digest as it stands there; not valid where the descriptor is not. */
  readonly digest: string;
  /** Full reference `repository:tag`, or null for a descriptor that names none. */
  readonly name: string | null;
  readonly descriptor: string;
}

/** What the file holds: its roots, and its other fields as JSON text. */
export interface IndexContent {
  readonly roots: readonly IndexRoot[];
  readonly rest: string;
  /** True where a root has a name other than the file gives it in one of its annotations, so that it must be written again. */
  readonly isAmended: boolean;
}

/** How long another tool may take to write index.json on a machine with other work to do, and how often it is looked at. */
const writingMs = 3000;
const maximumWaits = 150;

export const emptyRest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.ociIndex });

/** Identity of a file's content as far as `stat` can tell; `none` when it does not exist. */
export function fileMark(path: string): string {
  try {
    const stat = statSync(path, { bigint: true });
    return `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'none';
    throw error;
  }
}

/**
 * Reads index.json. Other tools write it in place: a half-written one is read again while it is young.
 * @throws StowageError store-damaged when it is not an image index
 */
export function readIndexFile(path: string, store: string): IndexContent {
  const document = readJson(path, store);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new StowageError('store-damaged', { store, reason: 'index.json is not an object' });
  }
  const { manifests, ...rest } = document as Record<string, unknown>;
  if (manifests !== undefined && manifests !== null && !Array.isArray(manifests)) {
    throw new StowageError('store-damaged', { store, reason: 'index.json has no list of manifests' });
  }
  const roots = ((manifests ?? []) as unknown[]).map(rootOf);
  return {
    roots: lastNameWins(roots.map(({ root }) => root)),
    rest: JSON.stringify(rest),
    isAmended: roots.some(({ isAmended }) => isAmended),
  };
}

function readJson(path: string, store: string): unknown {
  for (let wait = 1; ; wait++) {
    const text = readFileSync(path, 'utf8');
    try {
      return JSON.parse(text);
    } catch (error) {
      if (wait <= maximumWaits && Date.now() - statSync(path).mtimeMs < writingMs) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, writingMs / maximumWaits);
        continue;
      }
      throw new StowageError(
        'store-damaged',
        { store, reason: `index.json is not JSON (${(error as Error).message})` },
        { cause: error },
      );
    }
  }
}

/** The file's bytes, in parts: `rest` with the descriptors as its last field, one a line; `lines` has commas between them. */
export function renderIndex(rest: string, lines: Uint8Array): readonly Uint8Array[] {
  const head = rest === '{}' ? '{' : `${rest.slice(0, -1)},`;
  const [open, close] = lines.length === 0 ? ['[', ']'] : ['[\n', '\n]'];
  return [Buffer.from(`${head}"manifests":${open}`), lines, Buffer.from(`${close}}\n`)];
}

/** Text of a root descriptor. `name` null leaves out both name annotations; other annotations are kept. */
export function rootDescriptor(descriptor: Descriptor, name: string | null): string {
  const kept = Object.entries(descriptor.annotations ?? {}).filter(([key]) => key !== containerdName && key !== refName);
  const names = name === null ? [] : [[containerdName, name] as const, [refName, name] as const];
  const annotations = Object.fromEntries([...kept, ...names]);
  return JSON.stringify({
    mediaType: descriptor.mediaType,
    digest: descriptor.digest,
    size: descriptor.size,
    ...(descriptor.artifactType === undefined ? {} : { artifactType: descriptor.artifactType }),
    ...(descriptor.platform === undefined ? {} : { platform: platformJson(descriptor.platform) }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  });
}

/** True for a root as this store writes one: its full name stands in both annotations. Other tools write one of them. */
export function isOurRoot({ name, descriptor }: IndexRoot): boolean {
  const { annotations } = JSON.parse(descriptor) as { annotations?: Readonly<Record<string, unknown>> };
  return name !== null && annotations?.[containerdName] === name && annotations[refName] === name;
}

/** The same descriptor without its names, whatever else it says. */
export function withoutNames(descriptor: string): string {
  const { annotations, ...rest } = JSON.parse(descriptor) as { annotations?: Readonly<Record<string, unknown>> };
  const kept = Object.entries(annotations ?? {}).filter(([key]) => key !== containerdName && key !== refName);
  return JSON.stringify(kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) });
}

function platformJson(platform: NonNullable<Descriptor['platform']>): Record<string, unknown> {
  const { os, architecture, variant, osVersion, osFeatures } = platform;
  return {
    architecture,
    os,
    ...(osVersion === undefined ? {} : { 'os.version': osVersion }),
    ...(osFeatures === undefined ? {} : { 'os.features': osFeatures }),
    ...(variant === undefined ? {} : { variant }),
  };
}

/** The root a descriptor of index.json makes. `text` is JSON. */
export function parseRoot(text: string): IndexRoot {
  return rootOf(JSON.parse(text)).root;
}

function rootOf(value: unknown): { readonly root: IndexRoot; readonly isAmended: boolean } {
  const plain = { root: { digest: '', name: null, descriptor: JSON.stringify(value) }, isAmended: false };
  if (typeof value !== 'object' || value === null) return plain;
  const { digest, annotations } = value as { digest?: unknown; annotations?: unknown };
  if (typeof digest !== 'string' || !isDigest(digest)) return plain;
  const own = (annotations ?? {}) as Record<string, unknown>;
  const [containerd, ref] = [fullName(own[containerdName], 'containerd'), fullName(own[refName], 'ref-name')];
  const root = { digest, name: ref ?? containerd, descriptor: plain.root.descriptor };
  if (containerd === null || ref === null || containerd === ref) return { root, isAmended: false };
  // umoci copies our root and sets one of its names: that is the one that is meant.
  const amended = { ...value, annotations: { ...own, [containerdName]: ref } };
  return { root: { ...root, descriptor: JSON.stringify(amended) }, isAmended: true };
}

function fullName(value: unknown, evidence: 'containerd' | 'ref-name'): string | null {
  const found = typeof value === 'string' ? classifyName(value, evidence) : null;
  return found?.kind === 'full' ? tagReference(found.repository, found.tag) : null;
}

/** Two descriptors may claim one name (a tool that only appends): the last has it, the earlier stays without. */
function lastNameWins(roots: readonly IndexRoot[]): readonly IndexRoot[] {
  const last = new Map<string, number>();
  roots.forEach((root, position) => {
    if (root.name !== null) last.set(root.name, position);
  });
  return roots.map((root, position) => (root.name === null || last.get(root.name) === position ? root : { ...root, name: null }));
}
