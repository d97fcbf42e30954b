// Test generators: a tar in memory from described entries, headers written by tar-stream, times fixed so that the same
// entries give the same bytes. It invents no content.
import { pack } from 'tar-stream';

/** One entry as it shall stand in the archive. `bytes` counts for files only. */
export interface TarEntry {
  readonly name: string;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'fifo';
  readonly bytes?: Uint8Array;
  readonly linkname?: string;
  readonly mode?: number;
  readonly mtimeS?: number;
  readonly pax?: Readonly<Record<string, string>>;
}

export function file(name: string, content: string | Uint8Array, mode = 0o644): TarEntry {
  return { name, type: 'file', bytes: typeof content === 'string' ? Buffer.from(content) : content, mode };
}

export function directory(name: string): TarEntry {
  return { name: name.endsWith('/') ? name : `${name}/`, type: 'directory', mode: 0o755 };
}

export function symlink(name: string, linkname: string): TarEntry {
  return { name, type: 'symlink', linkname, mode: 0o777 };
}

export function hardlink(name: string, linkname: string): TarEntry {
  return { name, type: 'link', linkname };
}

/** The entries as one tar with its two closing blocks. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const packing = pack();
  for (const entry of entries) {
    const header = {
      name: entry.name,
      type: entry.type ?? 'file',
      mode: entry.mode ?? 0o644,
      mtime: new Date((entry.mtimeS ?? 0) * 1000),
      uid: 0,
      gid: 0,
      ...(entry.linkname === undefined ? {} : { linkname: entry.linkname }),
      ...(entry.pax === undefined ? {} : { pax: { ...entry.pax } }),
    };
    packing.entry(header, Buffer.from(entry.bytes ?? []));
  }
  packing.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packing) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The JSON document as an entry. */
export function jsonFile(name: string, document: unknown, mode = 0o644): TarEntry {
  return file(name, JSON.stringify(document), mode);
}

/** The header block alone of a file of this size, for archives whose content is written in another way. */
export async function headerOf(name: string, sizeBytes: number): Promise<Buffer> {
  const packing = pack();
  packing.entry({ name, size: sizeBytes, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 });
  for await (const chunk of packing) return Buffer.from(chunk as Buffer);
  throw new Error('tar-stream gave no header');
}
