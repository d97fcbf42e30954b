// Room registry, server: byte ranges: what a client asks of a blob (RFC 9110, 14.2), and where a chunk of an upload lies (OCI
// distribution spec, "Pushing a blob in chunks"). Pure.

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a `Range` header over `sizeBytes`. `whole` where there is none, or one that may be ignored: other units, several
 * ranges; `unsatisfiable` where it lies outside.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return 'whole';
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return 'whole';
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (first > last || first >= sizeBytes) return 'unsatisfiable';
  return { first, last };
}

/** Reads a chunk's `Content-Range`, `<first>-<last>`; undefined where there is none, null where it cannot be read. */
export function readChunkRange(header: string | undefined): ByteRange | null | undefined {
  if (header === undefined) return undefined;
  const match = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(header.trim());
  if (match === null) return null;
  const [first, last] = [Number(match[1]), Number(match[2])];
  return first > last ? null : { first, last };
}
