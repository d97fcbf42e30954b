// Feature artifact: where the descriptors of a manifest lead: layers and config to their tabs, manifests to their own pages. Pure.
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { artifactHref } from '../../../app/router.ts';
import { type ArtifactPlace, placeHref } from '../artifact-place.ts';
import { layerId } from '../layers/layer-rows.ts';

/** Addresses by digest; a digest that is not listed leads nowhere. */
export function manifestLinks(artifact: ArtifactDetail, place: ArtifactPlace): ReadonlyMap<string, string> {
  const { image, platforms, referrerList, subject, repository, absent } = artifact;
  const links = new Map<string, string>();
  for (const { digest } of [...platforms, ...referrerList]) links.set(digest, artifactHref(repository, digest));
  if (subject !== null) links.set(subject, artifactHref(repository, subject));
  if (image !== null) {
    for (const { digest, number } of image.layers) links.set(digest, placeHref(place, { tab: 'layers', row: layerId(number) }));
    if (image.configDigest !== null) links.set(image.configDigest, placeHref(place, { tab: 'config' }));
  }
  for (const { digest } of absent) if (!image?.layers.some((layer) => layer.digest === digest)) links.delete(digest);
  return links;
}
