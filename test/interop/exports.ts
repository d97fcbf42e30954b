// Room test/interop: every archive that EXPECT.json accepts, imported into a store of its own and exported by a profile,
// with what the loaded image must be: config digest, diff IDs, name. It runs no client.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedArtifact, PlannedImage } from '../../preload/contract/transfer-model.ts';
import { expectedArchives } from '../main/expected-archives.ts';
import { withStore } from '../main/opened-store.ts';

export type Profile = 'docker' | 'oci' | 'dir';

export interface ExportedArtifact {
  /** Digest of the image or index. */
  readonly digest: string;
  readonly mediaType: string;
  readonly kind: PlannedArtifact['kind'];
  readonly references: readonly string[];
  /** The platform this machine would load, whole. Null where there is none, and for artifacts that are no images. */
  readonly image: PlannedImage | null;
  readonly complete: boolean;
  /** True for an index that lists another index. */
  readonly nested: boolean;
}

export interface Exported {
  readonly name: string;
  /** The file or folder. */
  readonly path: string;
  readonly store: string;
  readonly artifacts: readonly ExportedArtifact[];
  /** Signatures and the like that the export carries beside them. */
  readonly referrerCount: number;
}

/** Names of the archives that must import. */
export const importable = expectedArchives()
  .filter(({ outcome, hostile }) => !hostile && (outcome === 'accept' || outcome === 'accept-with-warning'))
  .map(({ name }) => name);

/** Imports the archive into a new store under `folder` and exports all of it by the profile. */
export async function exported(folder: string, name: string, profile: Profile): Promise<Exported> {
  // In lower case, since buildah makes a name of the path.
  const place = join(folder, `${profile}-${name.replaceAll('/', '-')}`.toLowerCase());
  const archive = expectedArchives().find((candidate) => candidate.name === name);
  if (archive === undefined) throw new Error(`${name} is not in EXPECT.json`);
  const path = join(place, profile === 'dir' ? 'layout' : 'out.tar');
  mkdirSync(place, { recursive: true });
  return await withStore(join(place, 'store'), async (store) => {
    const artifacts = (await store.importPath(archive.path)).archives.flatMap((part) => part.artifacts);
    const own = artifacts.filter((artifact) => artifact.subject === null);
    await store.exportTo(path, {
      references: own.flatMap((artifact) => (artifact.references.length > 0 ? artifact.references : (artifact.digest ?? []))),
      profile,
      allowMissing: true,
    });
    return {
      name,
      path,
      store: store.path,
      artifacts: own.map((artifact) => exportedArtifact(artifact, store.path)),
      referrerCount: artifacts.length - own.length,
    };
  });
}

function exportedArtifact(artifact: PlannedArtifact, store: string): ExportedArtifact {
  const images = artifact.images.filter((image) => !image.attestation && image.platform !== null);
  const [algorithm = '', hex = ''] = (artifact.digest ?? '').split(':');
  const document = JSON.parse(readFileSync(join(store, 'blobs', algorithm, hex), 'utf8')) as {
    readonly manifests?: readonly { readonly mediaType: string }[];
  };
  const isImage = artifact.kind === 'image' || artifact.kind === 'index';
  return {
    digest: artifact.digest ?? '',
    mediaType: artifact.mediaType,
    kind: artifact.kind,
    references: artifact.references,
    image: isImage ? (images.find((image) => image.present && image.platform === 'linux/amd64') ?? null) : null,
    complete: images.every((image) => image.present),
    nested: document.manifests?.some(({ mediaType }) => /index|manifest\.list/.test(mediaType)) ?? false,
  };
}

/** The name as docker and podman show it. */
export function familiarName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '');
}

export const diffIdsOf = (image: PlannedImage): readonly (string | null)[] => image.layers.map((layer) => layer.diffId);
export const compressionsOf = (image: PlannedImage): readonly string[] => image.layers.map((layer) => layer.mediaType);
