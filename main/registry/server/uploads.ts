// Room registry, server: uploads under way. Each has a staging file under a lease of the store, so that a crash leaves nothing
// behind (I6); one that its client forgot is taken away after a while, and there are never more than so many.
import { randomUUID } from 'node:crypto';
import type { Digest, DigestAlgorithm } from '../../oci/digest.ts';
import { digestAlgorithm } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { Store } from '../../store/store.ts';
import { StagingFile } from '../../store/transfer/staging-file.ts';
import type { Work } from '../../store/work.ts';
import { RegistryError } from './registry-error.ts';

/** One upload: belongs to the repository it was begun in. */
export interface Upload {
  readonly id: string;
  readonly repository: Repository;
  readonly file: StagingFile;
  usedAtMs: number;
  /** True while a request of it is being served: a second one is refused. */
  busy: boolean;
}

export interface UploadLimits {
  readonly maxUploads: number;
  readonly maxBlobBytes: number;
  /** An upload nobody has touched for so long is forgotten. */
  readonly idleMs: number;
}

export class Uploads {
  readonly limits: UploadLimits;
  readonly #openStore: () => Store;
  readonly #nowMs: () => number;
  readonly #uploads = new Map<string, Upload>();
  /** Blobs that are kept though no manifest names them yet, with when somebody last cared for them. */
  readonly #unnamed = new Map<Digest, number>();
  #beginning = 0;
  #work: Work | undefined;
  #store: Store | undefined;

  constructor(openStore: () => Store, limits: UploadLimits, nowMs: () => number) {
    this.#openStore = openStore;
    this.limits = limits;
    this.#nowMs = nowMs;
  }

  /** Begins an upload. @throws RegistryError TOOMANYREQUESTS; StowageError store-read-only, no-space */
  async begin(repository: Repository, algorithm: DigestAlgorithm): Promise<Upload> {
    if (this.#uploads.size + this.#beginning >= this.limits.maxUploads) {
      throw new RegistryError(429, 'TOOMANYREQUESTS', 'Too many uploads are under way', { headers: { 'Retry-After': '5' } });
    }
    this.#beginning++;
    try {
      const file = await StagingFile.create(this.work().newPath(), algorithm);
      const upload: Upload = { id: randomUUID(), repository, file, usedAtMs: this.#nowMs(), busy: false };
      this.#uploads.set(upload.id, upload);
      return upload;
    } finally {
      this.#beginning--;
    }
  }

  /** @throws RegistryError BLOB_UPLOAD_UNKNOWN, or BLOB_UPLOAD_INVALID where another request works on it */
  find(repository: Repository, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.repository !== repository) throw noUpload();
    if (upload.busy) throw new RegistryError(409, 'BLOB_UPLOAD_INVALID', 'Another request is working on this upload');
    return upload;
  }

  /** @throws RegistryError BLOB_UPLOAD_UNKNOWN where it was ended meanwhile, with the store it was for */
  refuseEnded(upload: Upload): void {
    if (!this.#uploads.has(upload.id)) throw noUpload();
  }

  /** Runs `work` on an upload that nobody else may touch meanwhile. */
  async use<Value>(upload: Upload, work: () => Promise<Value>): Promise<Value> {
    upload.busy = true;
    try {
      return await work();
    } finally {
      upload.busy = false;
      upload.usedAtMs = this.#nowMs();
    }
  }

  /** Ends an upload and makes a blob of it. @throws RegistryError DIGEST_INVALID where it is another; then it is gone */
  async publish(upload: Upload, digest: Digest): Promise<void> {
    this.#uploads.delete(upload.id);
    const { file } = upload;
    try {
      const { sizeBytes, path } = file;
      const actual = await file.finish(digestAlgorithm(digest));
      if (actual !== digest) {
        throw new RegistryError(400, 'DIGEST_INVALID', 'The content does not match the digest', { detail: { digest, actual } });
      }
      this.hold([digest]);
      const store = this.#openStore();
      store.commit(
        () =>
          store.heldBytes(digest) === sizeBytes
            ? null
            : { change: { operation: 'push' }, publish: [{ digest, sizeBytes, path }] },
        this.work(),
      );
    } finally {
      await file.discard();
    }
  }

  async cancel(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.id);
    await upload.file.discard();
  }

  /** Keeps blobs until a manifest names them, or so long that nobody will. Call it before looking whether they are there. */
  hold(digests: readonly Digest[]): void {
    this.work().hold(digests);
    for (const digest of digests) this.#unnamed.set(digest, this.#nowMs());
  }

  /** These blobs are kept by a manifest, or by nothing. */
  letGo(digests: readonly Digest[]): void {
    this.work().letGo(digests);
    for (const digest of digests) this.#unnamed.delete(digest);
  }

  /** Takes away what nobody has touched for too long, and lets go of blobs that nobody came to name. */
  async expire(): Promise<void> {
    const nowMs = this.#nowMs();
    const before = nowMs - this.limits.idleMs;
    const idle = [...this.#uploads.values()].filter((upload) => !upload.busy && upload.usedAtMs < before);
    await Promise.all(idle.map(async (upload) => await this.cancel(upload)));
    // Who uploads one layer may have sent others long ago.
    if (this.#uploads.size > 0) for (const digest of this.#unnamed.keys()) this.#unnamed.set(digest, nowMs);
    const forgotten = [...this.#unnamed].filter(([, atMs]) => atMs < before).map(([digest]) => digest);
    if (forgotten.length > 0) this.letGo(forgotten);
  }

  /** The lease that keeps pushed blobs until a manifest names them. One for as long as a store is served. */
  work(): Work {
    const store = this.#openStore();
    if (this.#work === undefined || this.#store !== store) {
      this.#work?.release();
      this.#unnamed.clear();
      this.#work = store.startWork('registry');
      this.#store = store;
    }
    return this.#work;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#uploads.values()].map(async (upload) => await this.cancel(upload)));
    this.#work?.release();
    this.#work = undefined;
  }
}

function noUpload(): RegistryError {
  return new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'There is no such upload');
}
