// Room tar: xz through xz-decompress (xz-embedded in WebAssembly, as fast as the xz tool). That package holds one
// decoder a thread: a second xz archive waits until the first is done or given up, so a reader must not be kept
// waiting half-read.
import xz from 'xz-decompress';
import { DecodeError } from './decode-error.ts';

const outputChunkBytes = 1024 * 1024;

// enum xz_ret of xz-embedded (linux/xz.h).
const unsupportedReasons: Readonly<Record<number, string>> = {
  2: 'its integrity check is not supported',
  3: 'its dictionary does not fit into memory',
  4: 'its dictionary is over 64 MiB',
  6: 'its filters or its integrity check are not supported',
};
const endOfInput = 8;

/**
 * Decompresses xz: any number of streams and blocks, with stream padding; CRC32, CRC64 and the index are checked.
 * SHA-256 checks, BCJ filters and dictionaries over 64 MiB (beyond `xz -9`) are `unsupported`.
 */
export async function* decompressXz(source: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  const inputFailures: unknown[] = [];
  let inputBytes = 0;
  const input = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await source.next();
          if (next.done === true) return controller.close();
          inputBytes += next.value.length;
          controller.enqueue(next.value);
        } catch (error) {
          inputFailures.push(error);
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
  let gathered = Buffer.allocUnsafe(outputChunkBytes);
  let gatheredBytes = 0;
  try {
    for await (const piece of new xz.XzReadableStream(input)) {
      // Pieces are 64 KiB at most, and often nothing at all.
      if (gatheredBytes + piece.length > outputChunkBytes) {
        yield gathered.subarray(0, gatheredBytes);
        gathered = Buffer.allocUnsafe(outputChunkBytes);
        gatheredBytes = 0;
      }
      gathered.set(piece, gatheredBytes);
      gatheredBytes += piece.length;
    }
  } catch (error) {
    throw inputFailures.length === 0 ? decoderFailure(error, inputBytes) : inputFailures[0];
  }
  if (gatheredBytes > 0) yield gathered.subarray(0, gatheredBytes);
}

function decoderFailure(error: unknown, inputBytes: number): unknown {
  // Of no input at all the package makes a TypeError.
  if (inputBytes === 0) return new DecodeError('truncated', 'no input');
  const code = Number(/error code ([0-9]+)$/.exec(error instanceof Error ? error.message : '')?.[1] ?? Number.NaN);
  if (Number.isNaN(code)) return error;
  const unsupported = unsupportedReasons[code];
  if (unsupported !== undefined) return new DecodeError('unsupported', unsupported);
  return code === endOfInput
    ? new DecodeError('truncated', 'unexpected end of input')
    : new DecodeError('damaged', 'xz data is corrupt');
}
