// Room store, transfer: a fixed set of page-aligned buffers that go round. All memory the engine moves bytes through
// comes from here, so its need is known beforehand and does not grow with the archive.

// Neither the language's own types nor Node's name it.
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

/** Every buffer starts on such a boundary: the largest page of any machine we run on, and a WebAssembly page. */
export const ALIGNMENT_BYTES = 65536;

/** Rounds down to the boundary that direct I/O keeps to. */
export function alignDown(bytes: number): number {
  return bytes - (bytes % ALIGNMENT_BYTES);
}

export class BufferRing {
  readonly count: number;
  readonly sizeBytes: number;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  readonly #waiting: ((buffer: Uint8Array<ArrayBuffer>) => void)[] = [];

  /** `sizeBytes` of one buffer is a multiple of ALIGNMENT_BYTES. */
  constructor(count: number, sizeBytes: number) {
    this.count = count;
    this.sizeBytes = sizeBytes;
    const memory = alignedMemory(count * sizeBytes);
    for (let index = 0; index < count; index++) this.#free.push(new Uint8Array(memory, index * sizeBytes, sizeBytes));
  }

  /** A buffer nobody else holds, as soon as there is one. It must come back through `release`, failure or not. */
  async take(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#free.pop() ?? (await new Promise((resolve) => this.#waiting.push(resolve)));
  }

  release(buffer: Uint8Array<ArrayBuffer>): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#free.push(buffer);
    else waiting(buffer);
  }
}

/** WebAssembly memory is the one kind JavaScript can ask for that begins on a page. */
function alignedMemory(sizeBytes: number): ArrayBuffer {
  const pages = Math.ceil(sizeBytes / ALIGNMENT_BYTES);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer;
  } catch {
    // Address space is limited here (`ulimit -v`). Unaligned buffers make direct I/O fall back to buffered.
    return new ArrayBuffer(sizeBytes);
  }
}
