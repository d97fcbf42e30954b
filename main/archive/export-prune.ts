// Room archive: cuts an index to the platforms an export asks for. Digests change by that, which is said; nothing else of the
// index does.
import { StowageError } from '../errors.ts';
import { attestationSubject, type Descriptor, parseDescriptor } from '../oci/descriptor.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import type { Index } from '../oci/document.ts';
import { platformMatches } from '../oci/platform.ts';
import { readConfig, readDocumentBytes } from '../store/facts.ts';
import type { Store } from '../store/store.ts';
import { annotationsOf, type Collector, type ExportItem, readDocument } from './export-tree.ts';
import { isHeld } from './held-view.ts';

/**
 * Cuts an index to the chosen platforms: to the image itself where one is left, else to a new index of the same fields
 * with fewer entries. Either way the digest changes, which is said.
 */
export function prune(collector: Collector, item: ExportItem, index: Index): Descriptor {
  const { store, options, built, warnings } = collector;
  const images = flatten(store, index);
  const kept = images.filter(
    ({ platform }) => platform !== undefined && options.platforms.some((wanted) => platformMatches(wanted, platform)),
  );
  if (kept.length === 0) {
    const present = images
      .map(({ platform }) => (platform === undefined ? '' : `${platform.os}/${platform.architecture}`))
      .filter((text) => text !== '');
    const platform = options.platforms.map(({ os, architecture }) => `${os}/${architecture}`).join(', ');
    throw new StowageError('platform-not-found', { reference: item.label, platform, present: present.join(', ') });
  }
  const [only] = kept;
  const annotations = annotationsOf(store, item.digest);
  let root: Descriptor;
  if (kept.length === 1 && only !== undefined) {
    const { mediaType, digest, size, platform } = only;
    root = { mediaType, digest, size, ...(platform === undefined ? {} : { platform }), ...annotations };
  } else {
    const keep = new Set(kept.map((image) => image.digest));
    const bytes = prunedIndex(
      store,
      item.digest,
      (child) => keep.has(child.digest) || keep.has(attestationSubject(child) ?? child.digest),
    );
    root = { mediaType: index.mediaType, digest: digestOf(bytes), size: bytes.length, ...annotations };
    built.set(root.digest, bytes);
  }
  if (root.digest !== item.digest)
    warnings.push({ code: 'index-pruned', params: { reference: item.label, from: item.digest, to: root.digest } });
  return root;
}

function prunedIndex(store: Store, digest: Digest, keep: (child: Descriptor) => boolean): Buffer {
  const bytes = readDocumentBytes(store.paths, digest);
  const json = JSON.parse(String(bytes)) as { manifests: unknown[] };
  const manifests = json.manifests.filter((child, position) => keep(parseDescriptor(child, `manifests[${position}]`)));
  return Buffer.from(JSON.stringify({ ...json, manifests }));
}

/** Image descriptors of an index and the indexes below it, with their platforms. */
function flatten(store: Store, index: Index): readonly Descriptor[] {
  return index.manifests.flatMap((child): readonly Descriptor[] => {
    if (attestationSubject(child) !== undefined) return [];
    if (!isHeld(store, child.digest)) return [child];
    const document = readDocument(store, child.digest);
    if (document.kind === 'index') return flatten(store, document);
    const platform = child.platform ?? readConfig(store.paths, document.config)?.platform;
    return [platform === undefined ? child : { ...child, platform }];
  });
}
