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
}

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

/** Reads index.json. @throws StowageError store-damaged when it is not an image index */
export function readIndexFile(path: string, store: string): IndexContent {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StowageError(
      'store-damaged',
      { store, reason: `index.json is not JSON (${(error as Error).message})` },
      { cause: error },
    );
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new StowageError('store-damaged', { store, reason: 'index.json is not an object' });
  }
  const { manifests, ...rest } = document as Record<string, unknown>;
  if (manifests !== undefined && manifests !== null && !Array.isArray(manifests)) {
    throw new StowageError('store-damaged', { store, reason: 'index.json has no list of manifests' });
  }
  return { roots: lastNameWins(((manifests ?? []) as unknown[]).map(rootOf)), rest: JSON.stringify(rest) };
}

/** The file's bytes: `rest` with the descriptors as its last field, one a line; `lines` has commas between them. */
export function renderIndex(rest: string, lines: Uint8Array): Buffer {
  const head = rest === '{}' ? '{' : `${rest.slice(0, -1)},`;
  const [open, close] = lines.length === 0 ? ['[', ']'] : ['[\n', '\n]'];
  return Buffer.concat([Buffer.from(`${head}"manifests":${open}`), lines, Buffer.from(`${close}}\n`)]);
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

function rootOf(value: unknown): IndexRoot {
  const descriptor = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return { digest: '', name: null, descriptor };
  const { digest, annotations } = value as { digest?: unknown; annotations?: unknown };
  if (typeof digest !== 'string' || !isDigest(digest)) return { digest: '', name: null, descriptor };
  return { digest, name: nameOf((annotations ?? {}) as Record<string, unknown>), descriptor };
}

function nameOf(annotations: Readonly<Record<string, unknown>>): string | null {
  const containerd = annotations[containerdName];
  const ref = annotations[refName];
  for (const found of [
    typeof containerd === 'string' ? classifyName(containerd, 'containerd') : null,
    typeof ref === 'string' ? classifyName(ref, 'ref-name') : null,
  ]) {
    if (found?.kind === 'full') return tagReference(found.repository, found.tag);
  }
  return null;
}

/** Two descriptors may claim one name (a tool that only appends): the last has it, the earlier stays without. */
function lastNameWins(roots: readonly IndexRoot[]): readonly IndexRoot[] {
  const last = new Map<string, number>();
  roots.forEach((root, position) => {
    if (root.name !== null) last.set(root.name, position);
  });
  return roots.map((root, position) => (root.name === null || last.get(root.name) === position ? root : { ...root, name: null }));
}
