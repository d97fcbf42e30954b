// Room main/oci: descriptors, the pointers every document is made of. It checks their grammar as strictly as registries do and
// ignores fields it does not know; whether the blob is there is not asked here.
import { type Digest, parseDigest } from './digest.ts';
import { DocumentError } from './document-error.ts';
import { asObject, isPresent, optionalString, stringArray, stringMap } from './json.ts';
import { isNonDistributable } from './media-types.ts';
import { type Platform, platformFromDescriptor } from './platform.ts';

/** OCI image spec, descriptor.md. `size` is bytes; `data` is the blob itself in base64, unchecked. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly artifactType?: string;
  readonly data?: string;
}

/** Reads one descriptor; null stands for absent. Throws DocumentError whose reason starts with `where` (`layers[2]`). */
export function parseDescriptor(value: unknown, where: string): Descriptor {
  const fields = asObject(value, where);
  const descriptor: Mutable<Descriptor> = {
    mediaType: readMediaType(fields['mediaType'], where),
    digest: readDigest(fields['digest'], where),
    size: readSize(fields['size'], where),
  };
  // Each extra only when it is there, and without a spread: an index may hold 100,000 descriptors.
  if (isPresent(fields['urls'])) descriptor.urls = stringArray(fields['urls'], `${where}.urls`);
  if (isPresent(fields['annotations'])) descriptor.annotations = stringMap(fields['annotations'], `${where}.annotations`);
  const platform = isPresent(fields['platform']) ? platformFromDescriptor(fields['platform'], `${where}.platform`) : undefined;
  if (platform !== undefined) descriptor.platform = platform;
  const artifactType = optionalString(fields['artifactType'], `${where}.artifactType`);
  if (artifactType !== undefined) descriptor.artifactType = artifactType;
  const data = optionalString(fields['data'], `${where}.data`);
  if (data !== undefined) descriptor.data = data;
  return descriptor;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readMediaType(value: unknown, where: string): string {
  const mediaType = optionalString(value, `${where}.mediaType`);
  if (mediaType === undefined) throw new DocumentError(`${where} has no media type`);
  return mediaType;
}

function readDigest(value: unknown, where: string): Digest {
  const digest = typeof value === 'string' ? parseDigest(value) : undefined;
  if (digest === undefined) throw new DocumentError(`${where} has no valid sha256 or sha512 digest`);
  return digest;
}

function readSize(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new DocumentError(`${where} has no valid size`);
  return value;
}

/** A blob its maker keeps elsewhere, so that it may be absent by right: a non-distributable layer, or one with `urls`. */
export function liesElsewhere({ mediaType, urls = [] }: Descriptor): boolean {
  return isNonDistributable(mediaType) || urls.length > 0;
}

/** A BuildKit attestation: stands in an index beside the platforms and is none (docs.docker.com, "Image attestation storage"). */
export function isAttestation(descriptor: Descriptor): boolean {
  return descriptor.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

/** The manifest an attestation speaks of, when its annotation names one. */
export function attestationSubject(descriptor: Descriptor): Digest | undefined {
  return parseDigest(descriptor.annotations?.['vnd.docker.reference.digest'] ?? '');
}
