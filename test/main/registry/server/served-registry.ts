// Room test/main/registry: the endpoint over a new store, as the doors start it, with a client that sends exactly the headers
// and paths it is told. It asserts nothing.
import { rmSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { call } from '../../../../main/host/client.ts';
import type { OperationInput } from '../../../../preload/contract/operations.ts';
import { type Blob, blobOf } from '../../../build/image.ts';
import { type OpenedStore, temporaryFolder, withStore } from '../../opened-store.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asked {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | Readable;
}

export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
export const ociIndex = 'application/vnd.oci.image.index.v1+json';
const octets = { 'content-type': 'application/octet-stream' };

export class ServedRegistry {
  readonly opened: OpenedStore;
  readonly port: number;

  constructor(opened: OpenedStore, port: number) {
    this.opened = opened;
    this.port = port;
  }

  get store(): string {
    return this.opened.path;
  }

  /** Sends a request, the path as it stands, on a connection of its own. */
  async ask(method: string, path: string, { headers = {}, body }: Asked = {}): Promise<Reply> {
    return await new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: false }, (reply) => {
        buffer(reply).then((bytes) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: bytes }), reject);
      });
      sent.on('error', reject);
      if (body instanceof Readable) body.pipe(sent);
      else sent.end(body);
    });
  }

  /** The first spec code of a refusal with its status. */
  async refusal(method: string, path: string, asked?: Asked): Promise<readonly [number, string]> {
    const { status, body } = await this.ask(method, path, asked);
    return [status, (JSON.parse(body.toString()) as { errors: { code: string }[] }).errors[0]?.code ?? ''];
  }

  /** Pushes a blob by POST and PUT. */
  async pushBlob(name: string, { digest, bytes }: Blob): Promise<Reply> {
    const at = await this.begin(name);
    return await this.ask('PUT', `${at}?digest=${digest}`, { headers: octets, body: bytes });
  }

  /** Begins an upload and gives its address. */
  async begin(name: string): Promise<string> {
    return (await this.ask('POST', `/v2/${name}/blobs/uploads/`)).headers.location ?? '';
  }

  async putManifest(name: string, reference: string, bytes: Buffer, mediaType = ociManifest): Promise<Reply> {
    return await this.ask('PUT', `/v2/${name}/manifests/${reference}`, { headers: { 'content-type': mediaType }, body: bytes });
  }

  /** Pushes an image of one layer and gives its parts. */
  async pushImage(name: string, tag: string, text: string, more: object = {}): Promise<SmallImage> {
    const image = smallImage(text, more);
    for (const blob of [image.config, image.layer]) await this.pushBlob(name, blob);
    await this.putManifest(name, tag, image.manifest.bytes);
    return image;
  }
}

export interface SmallImage {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layer: Blob;
}

/** An image whose layer is `text`; `more` goes into its manifest. */
export function smallImage(text: string, more: object = {}): SmallImage {
  const layer = blobOf(Buffer.from(text));
  const config = blobOf(
    Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.digest] } })),
  );
  const manifest = blobOf(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: ociManifest,
        config: descriptorOf('application/vnd.oci.image.config.v1+json', config),
        layers: [descriptorOf('application/vnd.oci.image.layer.v1.tar', layer)],
        ...more,
      }),
    ),
  );
  return { manifest, config, layer };
}

/** Runs `use` with the endpoint over a store in a folder of its own. */
export async function withRegistry(
  use: (registry: ServedRegistry) => Promise<void>,
  rules: OperationInput<'registry.start'> = { allowPush: true, allowDelete: true },
): Promise<void> {
  const folder = temporaryFolder();
  try {
    await withStore(join(folder, 'store'), async (opened) => {
      const { port } = await call(opened.host, 'registry.start', { port: 0, ...rules });
      await use(new ServedRegistry(opened, port));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function descriptorOf(mediaType: string, { digest, bytes }: Blob): object {
  return { mediaType, digest, size: bytes.length };
}
