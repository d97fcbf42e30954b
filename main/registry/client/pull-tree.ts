// Room registry, client: what one reference of a remote registry leads to: its documents, the blobs they need, what is left out
// by choice of platform, and the artifacts that refer to it. Documents the store holds are not fetched again.
import { StowageError } from '../../errors.ts';
import { cosignTags, referrersTag } from '../../oci/companion-tag.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { isAttestation } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { blobsOf, type OciDocument, parseDocument } from '../../oci/document.ts';
import { isNonDistributable } from '../../oci/media-types.ts';
import { formatPlatform, type Platform, platformMatches } from '../../oci/platform.ts';
import { readDocumentBytes } from '../../store/facts.ts';
import type { Store } from '../../store/store.ts';
import { type FetchedDocument, fetchDocument, scopeOf } from './documents.ts';
import { readUpTo } from './read-up-to.ts';
import type { Remote } from './remote.ts';

export interface PullTree {
  readonly root: FetchedDocument;
  /** The root, the chosen manifests below it, and referrers with theirs. */
  readonly documents: readonly FetchedDocument[];
  /** Configs and layers they need, each digest once. */
  readonly blobs: readonly Descriptor[];
  readonly referrers: readonly FetchedDocument[];
  /** What stands under tags that are derived from the root's digest, as cosign writes them. */
  readonly companions: readonly { readonly tag: string; readonly fetched: FetchedDocument }[];
  readonly leftOut: readonly { readonly platform: string; readonly digest: Digest }[];
  readonly absent: readonly { readonly digest: Digest; readonly reason: 'platform' | 'not-distributed' }[];
}

export interface PullTreeOptions {
  /** Null: every platform. */
  readonly platforms: readonly Platform[] | null;
  readonly referrers: boolean;
}

const maxDepth = 8;
const maxReferrerDepth = 3;
const maxReferrersBytes = 4 << 20;

/** @throws StowageError remote-not-found, platform-not-found, index-too-deep, and what fetchDocument throws */
export async function walkRemote(
  remote: Remote,
  store: Store,
  path: string,
  reference: string,
  options: PullTreeOptions,
): Promise<PullTree> {
  const label = `${remote.registry}/${path}${reference.includes(':') ? '@' : ':'}${reference}`;
  const root = await fetchDocument(remote, path, reference);
  if (root === null) throw new StowageError('remote-not-found', { reference: label });
  const walk = new Walk(remote, store, path, label, options);
  await walk.add(root, 0);
  const subjects = Array.from(walk.documents.keys());
  if (options.referrers) {
    for (const subject of subjects) await walk.addReferrers(subject, 0);
    for (const tag of cosignTags(root.digest)) await walk.addCompanion(tag);
  }
  return walk.tree(root);
}

class Walk {
  readonly documents = new Map<Digest, FetchedDocument>();
  readonly #blobs = new Map<Digest, Descriptor>();
  readonly #referrers = new Map<Digest, FetchedDocument>();
  readonly #companions: { tag: string; fetched: FetchedDocument }[] = [];
  readonly #leftOut: { platform: string; digest: Digest }[] = [];
  readonly #absent: { digest: Digest; reason: 'platform' | 'not-distributed' }[] = [];
  readonly #remote: Remote;
  readonly #store: Store;
  readonly #path: string;
  readonly #label: string;
  readonly #options: PullTreeOptions;
  #knowsReferrers = true;

  constructor(remote: Remote, store: Store, path: string, label: string, options: PullTreeOptions) {
    this.#remote = remote;
    this.#store = store;
    this.#path = path;
    this.#label = label;
    this.#options = options;
  }

  async add(fetched: FetchedDocument, depth: number): Promise<void> {
    if (this.documents.has(fetched.digest)) return;
    if (depth > maxDepth) throw new StowageError('index-too-deep', { archive: this.#label, limit: maxDepth });
    this.documents.set(fetched.digest, fetched);
    const { document } = fetched;
    for (const part of blobsOf(document)) this.#need(part);
    if (document.kind === 'manifest') return;
    for (const child of this.#chosen(document)) {
      const found = this.#held(child.digest) ?? (await fetchDocument(this.#remote, this.#path, child.digest));
      if (found === null) this.#absent.push({ digest: child.digest, reason: 'platform' });
      else await this.add(found, depth + 1);
    }
  }

  async addReferrers(subject: Digest, depth: number): Promise<void> {
    if (depth === maxReferrerDepth) return;
    for (const { digest } of await this.#listReferrers(subject)) {
      if (this.documents.has(digest)) continue;
      const found = this.#held(digest) ?? (await fetchDocument(this.#remote, this.#path, digest));
      if (found === null) continue;
      this.#referrers.set(digest, found);
      await this.add(found, 0);
      await this.addReferrers(digest, depth + 1);
    }
  }

  async addCompanion(tag: string): Promise<void> {
    const fetched = await fetchDocument(this.#remote, this.#path, tag);
    if (fetched === null) return;
    this.#companions.push({ tag, fetched });
    await this.add(fetched, 0);
  }

  tree(root: FetchedDocument): PullTree {
    return {
      root,
      documents: [...this.documents.values()],
      blobs: [...this.#blobs.values()],
      referrers: [...this.#referrers.values()],
      companions: this.#companions,
      leftOut: this.#leftOut,
      absent: this.#absent,
    };
  }

  #need(part: Descriptor): void {
    if (isNonDistributable(part.mediaType) && this.#store.heldBytes(part.digest) === null)
      this.#absent.push({ digest: part.digest, reason: 'not-distributed' });
    else this.#blobs.set(part.digest, part);
  }

  #chosen(index: Extract<OciDocument, { kind: 'index' }>): readonly Descriptor[] {
    const { platforms } = this.#options;
    if (platforms === null) return index.manifests;
    const chosen = chosenChildren(index.manifests, platforms, this.#label);
    for (const child of index.manifests) {
      if (chosen.includes(child) || this.#held(child.digest) !== null) continue;
      this.#absent.push({ digest: child.digest, reason: 'platform' });
      if (child.platform !== undefined && !isAttestation(child))
        this.#leftOut.push({ platform: formatPlatform(child.platform), digest: child.digest });
    }
    return chosen;
  }

  /** The referrers API, or the tag that stands in for it (distribution spec, "Referrers tag schema"). */
  async #listReferrers(subject: Digest): Promise<readonly Descriptor[]> {
    const scope = scopeOf(this.#path, 'pull');
    if (this.#knowsReferrers) {
      const response = await this.#remote.request({ method: 'GET', path: `${this.#path}/referrers/${subject}`, scope });
      if (response.statusCode === 200) {
        const document = parseDocument(await readUpTo(response, maxReferrersBytes, this.#remote.registry));
        return document.kind === 'index' ? document.manifests : [];
      }
      response.resume();
      this.#knowsReferrers = false;
    }
    const listed = await fetchDocument(this.#remote, this.#path, referrersTag(subject));
    return listed?.document.kind === 'index' ? listed.document.manifests : [];
  }

  #held(digest: Digest): FetchedDocument | null {
    if (this.#store.heldBytes(digest) === null) return null;
    const bytes = readDocumentBytes(this.#store.paths, digest);
    return bytes === null ? null : { digest, bytes, document: parseDocument(bytes) };
  }
}

/**
 * Children of an index for these platforms; attestations go with the manifest they speak of.
 * @throws StowageError platform-not-found where one of the platforms has no image
 */
export function chosenChildren(
  manifests: readonly Descriptor[],
  platforms: readonly Platform[],
  label: string,
): readonly Descriptor[] {
  const images = manifests.filter((child) => !isAttestation(child));
  const wanted = images.filter(
    ({ platform }) => platform === undefined || platforms.some((one) => platformMatches(one, platform)),
  );
  const missing = platforms.find(
    (one) => !wanted.some(({ platform }) => platform === undefined || platformMatches(one, platform)),
  );
  if (missing !== undefined && images.length > 0) {
    const present = images.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)])).join(', ');
    throw new StowageError('platform-not-found', { reference: label, platform: formatPlatform(missing), present });
  }
  const digests = new Set<string>(wanted.map(({ digest }) => digest));
  return manifests.filter(
    (child) =>
      digests.has(child.digest) ||
      (isAttestation(child) && digests.has(child.annotations?.['vnd.docker.reference.digest'] ?? '')),
  );
}
