// Test generators: what the hostile cases start from: small good archives, a map of a tar's bytes, and headers patched
// after tar-stream wrote them. It damages nothing by itself.
import type { FailureCode, WarningCode } from '../../preload/contract/failure.ts';
import { buildImage, type Image, type LayerCompression } from './image.ts';
import { type Produced } from './producers-docker.ts';
import { file, type TarEntry, tarOf } from './tar.ts';

/** One damaged or malicious input and what must come of it, into an empty store. */
export interface HostileCase {
  readonly name: string;
  /** A file's bytes, or a folder's entries. */
  readonly input: Buffer | readonly TarEntry[];
  /**
   * `reject`: refused with one of `codes`, store unchanged. `accept`: in, with at least `warnings`. `either`: one of the
   * two. `partial`: `references` come in, something else is refused with one of `codes`.
   */
  readonly outcome: 'reject' | 'accept' | 'either' | 'partial';
  readonly codes: readonly FailureCode[];
  readonly warnings?: readonly WarningCode[];
  readonly references?: readonly string[];
  /** Text that must never be shown raw. */
  readonly badName?: string;
}

export const goodReference = 'registry.example.com/hostile/app:1';

export function refused(name: string, input: HostileCase['input'], ...codes: readonly FailureCode[]): HostileCase {
  return { name, input, outcome: 'reject', codes };
}

export function either(name: string, input: HostileCase['input'], ...codes: readonly FailureCode[]): HostileCase {
  return { name, input, outcome: 'either', codes };
}

/** A small image of two layers, always the same for one label. */
export async function smallImage(label = 'good', compression: LayerCompression = 'gzip'): Promise<Image> {
  return await buildImage({
    platform: 'linux/amd64',
    labels: { label },
    layers: [
      { entries: [file('etc/os-release', `NAME=${label}`), file('bin/sh', 'x'.repeat(600))], compression },
      { entries: [file('app/main', `program ${label}`)], compression },
    ],
  });
}

export interface TarPart {
  readonly name: string;
  readonly headerAt: number;
  readonly contentAt: number;
  readonly sizeBytes: number;
}

/** Where each entry of a plain ustar lies (names up to 100 bytes, octal sizes). */
export function partsOf(tar: Buffer): readonly TarPart[] {
  const parts: TarPart[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const sizeBytes = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    const prefix = tar.toString('utf8', at + 345, at + 500).replace(/\0.*$/s, '');
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    parts.push({ name: prefix === '' ? name : `${prefix}/${name}`, headerAt: at, contentAt: at + 512, sizeBytes });
    at += 512 + Math.ceil(sizeBytes / 512) * 512;
  }
  return parts;
}

/** A copy with bytes of one header replaced and its checksum made right again. */
export function patchHeader(tar: Buffer, headerAt: number, fieldAt: number, field: Uint8Array): Buffer {
  const copy = Buffer.from(tar);
  copy.set(field, headerAt + fieldAt);
  copy.fill(0x20, headerAt + 148, headerAt + 156);
  const sum = copy.subarray(headerAt, headerAt + 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, headerAt + 148, 'latin1');
  return copy;
}

/** A copy with one bit turned over. */
export function flipBit(bytes: Buffer, at: number, bit = 0): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

/** The produced archive with entries replaced by name; an entry mapped to null is left out. */
export async function tarWith(
  produced: Produced,
  change: (entry: TarEntry) => TarEntry | null | readonly TarEntry[],
): Promise<Buffer> {
  return await tarOf(produced.entries.flatMap((entry) => change(entry) ?? []));
}
