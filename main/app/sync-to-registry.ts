// Room app: the ways of a sync into a registry. A store's artifacts are pushed; all others come into a scratch store first, but of
// those in another registry only what the destination, asked before, does not have.
import type { SyncedArtifact } from '../../preload/contract/registry-model.ts';
import type { ArchiveInput } from '../archive/open.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { blobsOf } from '../oci/document.ts';
import { formatReference, parseReference, parseRepository, type Reference } from '../oci/reference.ts';
import { type FetchedDocument, remoteDigest } from '../registry/client/documents.ts';
import { type PullTree, walkRemote } from '../registry/client/pull-tree.ts';
import { hasBlob } from '../registry/client/push-blobs.ts';
import type { Remote } from '../registry/client/remote.ts';
import type { AppContext } from './context.ts';
import { withScratchStore } from './other-store.ts';
import { pushOver } from './push-artifacts.ts';
import { registryPrefix } from './sync-sources.ts';
import { type Brought, type SyncTarget, type SyncTerms, together } from './sync-terms.ts';
import { plannedArchive, StoreTarget, unpackArchive } from './sync-to-store.ts';

/** What a registry lacks of an artifact. */
interface Lacking {
  readonly bytes: number;
  /** With what it has. */
  readonly allBytes: number;
  /** Blobs that need not be fetched. */
  readonly heldBlobs: ReadonlySet<Digest>;
}

export class RegistryTarget implements SyncTarget {
  readonly #terms: SyncTerms;
  readonly #remote: Remote;
  readonly #prefix: string;

  /** `text` is `registry[/prefix]`, below which repositories keep their path. @throws StowageError reference-invalid */
  constructor(terms: SyncTerms, text: string) {
    const { registry, path } = registryPrefix(text);
    this.#terms = terms;
    this.#prefix = path === '' ? `${registry}/` : `${registry}/${path}/`;
    // What is no name is refused before anything is asked.
    parseRepository(`${this.#prefix}some/name`);
    this.#remote = terms.lines.to(registry);
  }

  async fromStore(from: AppContext, references: readonly Reference[]): Promise<Brought> {
    const { lines, selection, dryRun, step } = this.#terms;
    const parts: Brought[] = [];
    for (const reference of references) {
      const destination = this.#destinationOf(reference);
      const before = await this.#digestAt(destination);
      const source = formatReference(reference);
      const input = { reference: source, destination: formatReference(destination), selection, dryRun };
      const { artifacts, newBytes, heldBytes } = await pushOver(lines, from, step(), input);
      const synced = artifacts.map(({ digest }) => syncedAs(source, destination, digest, before));
      parts.push({ synced, newBytes, heldBytes });
    }
    return together(parts);
  }

  async fromRegistry(references: readonly Reference[]): Promise<Brought> {
    return await withScratchStore(this.#terms.app, async (scratch) => {
      const parts: Brought[] = [];
      for (const reference of references) parts.push(await this.#relay(scratch, reference));
      return together(parts);
    });
  }

  async fromArchive(input: ArchiveInput): Promise<Brought> {
    const { app, dryRun } = this.#terms;
    return await withScratchStore(app, async (scratch) => {
      if (!dryRun) return await this.fromStore(scratch, await unpackArchive(this.#terms, scratch, input));
      const { synced, ...bytes } = await plannedArchive(this.#terms, scratch, input);
      const asked: SyncedArtifact[] = [];
      for (const { source, digest } of synced) {
        const destination = this.#destinationOf(parseReference(source));
        asked.push(syncedAs(source, destination, digest, await this.#digestAt(destination)));
      }
      return { synced: asked, ...bytes };
    });
  }

  /** Fetches what the destination lacks and sends it there. */
  async #relay(scratch: AppContext, reference: Reference): Promise<Brought> {
    const { lines, selection, dryRun, step } = this.#terms;
    const destination = this.#destinationOf(reference);
    const source = formatReference(reference);
    step().report({ phase: 'planning', item: source });
    const from = lines.to(reference.registry);
    const asked = reference.digest ?? reference.tag ?? '';
    const tree = await walkRemote(from, scratch.openStore('peek'), reference.path, asked, selection);
    const synced = [syncedAs(source, destination, tree.root.digest, await this.#digestAt(destination))];
    const { bytes, allBytes, heldBlobs } = await this.#lackingOf(tree, destination);
    if (dryRun || bytes === 0) return { synced, newBytes: bytes, heldBytes: allBytes - bytes };
    await new StoreTarget(this.#terms, scratch).fromRegistry([reference], heldBlobs);
    const { newBytes } = await this.fromStore(scratch, [reference]);
    return { synced, newBytes, heldBytes: Math.max(0, allBytes - newBytes) };
  }

  /** A registry that has a manifest has what it names: only what is below others is asked for. */
  async #lackingOf(tree: PullTree, { path, tag }: Reference): Promise<Lacking> {
    const tags = new Map<Digest, string | undefined>(tree.companions.map((one) => [one.fetched.digest, one.tag]));
    tags.set(tree.root.digest, tag);
    const lacking: FetchedDocument[] = [];
    const held = new Set<Digest>();
    for (const one of tree.documents) {
      const { digest, document } = one;
      if ((await remoteDigest(this.#remote, path, tags.get(digest) ?? digest)) === digest)
        for (const part of blobsOf(document)) held.add(part.digest);
      else lacking.push(one);
    }
    for (const part of new Set(lacking.flatMap(({ document }) => blobsOf(document).map(({ digest }) => digest))))
      if (!held.has(part) && (await hasBlob({ remote: this.#remote, path }, part))) held.add(part);
    return {
      bytes: bytesOf(
        lacking,
        tree.blobs.filter(({ digest }) => !held.has(digest)),
      ),
      allBytes: bytesOf(tree.documents, tree.blobs),
      heldBlobs: held,
    };
  }

  #destinationOf({ path, tag, digest }: Reference): Reference {
    const end = tag === undefined ? `@${digest}` : `:${tag}`;
    return parseReference(`${this.#prefix}${path}${end}`);
  }

  async #digestAt({ path, tag, digest }: Reference): Promise<Digest | null> {
    return await remoteDigest(this.#remote, path, tag ?? digest ?? '');
  }
}

function syncedAs(source: string, destination: Reference, digest: string | null, before: Digest | null): SyncedArtifact {
  const status = before === null ? 'new' : before === digest ? 'held' : 'updated';
  return { source, destination: formatReference(destination), digest, status };
}

function bytesOf(documents: readonly FetchedDocument[], blobs: readonly Descriptor[]): number {
  return documents.reduce((sum, { bytes }) => sum + bytes.length, 0) + blobs.reduce((sum, { size }) => sum + size, 0);
}
