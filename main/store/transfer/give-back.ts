// Room store, transfer: memory of what came over a line, given back as soon as it is written. It touches no memory that holds
// anything else.

/**
 * Frees the memory of a chunk of a request or response that nobody reads any more; it is empty then. The collector would do it, too,
 * but later: a blob of a GiB then takes 60 MiB more, on a busy machine more than a hundred, and half as much time again.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  // Of memory that holds something else as well, only a part is ours.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
