// Room test/support: another program that writes an image layout, as skopeo and oras do: blobs first, then index.json in
// place, indented. It knows nothing of Stowage.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blobsOf, type Root } from '../build/image.ts';

type Index = Readonly<Record<string, unknown>> & { readonly manifests: readonly Readonly<Record<string, unknown>>[] };

/** Rewrites index.json with what `change` makes of it; null leaves it alone. */
export function editIndex(store: string, change: (index: Index) => Index | null): void {
  const path = join(store, 'index.json');
  const index = change(JSON.parse(readFileSync(path, 'utf8')) as Index);
  if (index !== null) writeFileSync(path, JSON.stringify(index, null, 3));
}

const nameOf = ({ annotations }: Readonly<Record<string, unknown>>): unknown => {
  const { 'io.containerd.image.name': full, 'org.opencontainers.image.ref.name': short } = (annotations ?? {}) as Record<
    string,
    unknown
  >;
  return full ?? short;
};

/** Adds the node's blobs and a root under this `ref.name`, in place of the root that had the name. */
export function addOutsideRoot(store: string, node: Root['node'], name: string): void {
  for (const [digest, bytes] of blobsOf(node)) {
    const path = join(store, 'blobs', ...digest.split(':'));
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, bytes);
  }
  const root = { ...node.descriptor, annotations: { 'org.opencontainers.image.ref.name': name, 'org.example.kept': 'yes' } };
  editIndex(store, (index) => ({ ...index, manifests: [...index.manifests.filter((each) => nameOf(each) !== name), root] }));
}

/** Drops every root of this name; blobs stay. */
export function dropOutsideRoots(store: string, name: string): void {
  editIndex(store, (index) => ({ ...index, manifests: index.manifests.filter((each) => nameOf(each) !== name) }));
}
