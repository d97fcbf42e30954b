// Room tar: files that are taken for archives and are none, told by their first bytes.
import { StowageError } from '../errors.ts';

/** The first bytes, in hex, of compressions that tars are wrapped in elsewhere, by the names of their tools. */
const compressions = {
  lz4: '04224d18',
  'old lz4': '02214c18',
  compress: '1f9d',
  lzip: '4c5a4950',
  lzop: '894c5a4f',
  lzma: '5d0000',
  lrzip: '4c525a49',
  '7z': '377abcaf271c',
  rar: '526172211a07',
} as const;

/** @throws StowageError archive-is-zip, archive-is-utf16, compression-unsupported */
export function refuseForeign(head: Uint8Array, archive: string): void {
  const magic = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4)).toString('latin1');
  if (['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].includes(magic)) throw new StowageError('archive-is-zip', { archive });
  if (magic.startsWith('\xff\xfe') || magic.startsWith('\xfe\xff')) throw new StowageError('archive-is-utf16', { archive });
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 8)).toString('hex');
  for (const [compression, first] of Object.entries(compressions))
    if (start.startsWith(first))
      throw new StowageError('compression-unsupported', { archive, compression, reason: 'not supported' });
}
