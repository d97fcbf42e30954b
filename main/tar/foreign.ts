// Room tar: files that are taken for archives and are none, told by their first bytes.
import { StowageError } from '../errors.ts';

/** @throws StowageError archive-is-zip, archive-is-utf16 */
export function refuseForeign(head: Uint8Array, archive: string): void {
  const magic = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4)).toString('latin1');
  if (['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].includes(magic)) throw new StowageError('archive-is-zip', { archive });
  if (magic.startsWith('\xff\xfe') || magic.startsWith('\xfe\xff')) throw new StowageError('archive-is-utf16', { archive });
}
