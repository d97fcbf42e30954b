// Room tar: how a decompressor says that its input is bad, before anyone knows which archive that was. It never
// leaves the room: `decompress` turns it into a coded failure.

export class DecodeError extends Error {
  readonly kind: 'truncated' | 'damaged' | 'unsupported';

  constructor(kind: 'truncated' | 'damaged' | 'unsupported', reason: string) {
    super(reason);
    this.name = 'DecodeError';
    this.kind = kind;
  }
}
