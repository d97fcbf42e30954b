// Room catalog: the search behind the command palette: repositories and tags by substring, artifacts by the beginning of
// a digest, and references as they are pasted; nothing that a lock keeps out of lists. It reads no blob, and joins only what
// it shows.
import type { SearchHit } from '../../preload/contract/model.ts';
import type { Catalog } from './catalog.ts';
import { isTagOfArtifact } from './companions.ts';
import { isArtifactListed, isRepositoryListed, isTagListed } from './locks.ts';

interface ArtifactRow {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string;
  readonly sizeBytes: number;
}

/**
 * At most `limit` hits without regard to case: repositories, then artifacts by digest, then by tag. `name:tag` asks for
 * tags of repositories; `@`, also after a name, and `sha256:` ask for digests only, which six hex digits find without either.
 */
export function search(catalog: Catalog, query: string, limit: number, familiar: (name: string) => string): readonly SearchHit[] {
  const text = query.trim().toLowerCase();
  const digest = /^(?:(.*)@)?(?:(sha256|sha512):)?([0-9a-f]*)$/.exec(text);
  const [, before, algorithm, hex = ''] = digest ?? [];
  const hit = (row: ArtifactRow): SearchHit => artifactHit(row, familiar);
  if (before !== undefined || algorithm !== undefined) {
    const [name] = splitTag(before ?? '');
    return hex === '' ? [] : byDigest(catalog, hex, name, limit).map(hit);
  }
  if (text === '' || text.includes('@')) return [];
  const hits = byRepository(catalog, text, limit, familiar);
  if (/^[0-9a-f]{6,128}$/.test(hex)) hits.push(...byDigest(catalog, hex, '', limit).map(hit));
  if (hits.length < limit) {
    const seen = new Set(hits.map(({ repository, digest: found }) => `${repository}@${found}`));
    const [name, tag] = splitTag(text);
    const rows = tag === null ? byTag(catalog, text, limit) : byReference(catalog, name, tag, limit);
    hits.push(...rows.map(hit).filter(({ repository, digest: found }) => !seen.has(`${repository}@${found}`)));
  }
  return hits.slice(0, limit);
}

/** The tag follows the last colon, unless that belongs to a port. */
function splitTag(text: string): readonly [name: string, tag: string | null] {
  const colon = text.lastIndexOf(':');
  return colon < 0 || colon < text.lastIndexOf('/') ? [text, null] : [text.slice(0, colon), text.slice(colon + 1)];
}

function byRepository(catalog: Catalog, text: string, limit: number, familiar: (name: string) => string): SearchHit[] {
  const rows = catalog
    .sql(
      `SELECT name, size_bytes AS sizeBytes FROM repository WHERE name <> '' AND instr(lower(name), @text) > 0 AND ${isRepositoryListed}
       AND EXISTS (SELECT 1 FROM artifact WHERE repository_id = repository.id) ORDER BY instr(lower(name), @text), length(name), name LIMIT @limit`,
    )
    .all({ text, limit }) as { name: string; sizeBytes: number }[];
  return rows.map(({ name, sizeBytes }) => ({
    kind: 'repository',
    title: familiar(name),
    repository: name,
    tag: null,
    digest: null,
    sizeBytes,
  }));
}

/** Tags that contain the text, whatever their repository. */
function byTag(catalog: Catalog, text: string, limit: number): readonly ArtifactRow[] {
  const order = 'lower(tag.name) = @text DESC, length(tag.name), tag.name, repository.name';
  return catalog
    .sql(
      `${withArtifact(`SELECT repository_id, tag.name, digest FROM tag CROSS JOIN repository ON repository.id = tag.repository_id
         WHERE instr(lower(tag.name), @text) > 0 AND ${isTagListed} AND ${isTagOfArtifact} ORDER BY ${order} LIMIT @limit`)}
       ORDER BY ${order}`,
    )
    .all({ text, limit }) as ArtifactRow[];
}

/** Tags that contain the one part, in repositories that contain the other. */
function byReference(catalog: Catalog, name: string, tag: string, limit: number): readonly ArtifactRow[] {
  const order = 'lower(tag.name) = @tag DESC, length(repository.name), repository.name, length(tag.name), tag.name';
  return catalog
    .sql(
      `${withArtifact(`SELECT repository_id, tag.name, digest FROM repository CROSS JOIN tag ON tag.repository_id = repository.id
         WHERE instr(lower(repository.name), @name) > 0 AND instr(lower(tag.name), @tag) > 0 AND ${isTagListed} AND ${isTagOfArtifact} ORDER BY ${order} LIMIT @limit`)}
       ORDER BY ${order}`,
    )
    .all({ name, tag, limit }) as ArtifactRow[];
}

/** The few tags of `chosen` with what is shown of them: every tag has its artifact. */
function withArtifact(chosen: string): string {
  return `SELECT repository.name, tag.name AS tag, tag.digest, artifact.size_bytes AS sizeBytes
    FROM (${chosen}) AS tag CROSS JOIN repository ON repository.id = tag.repository_id CROSS JOIN blob ON blob.digest = tag.digest
      CROSS JOIN artifact ON artifact.repository_id = repository.id AND artifact.blob_id = blob.id`;
}

function byDigest(catalog: Catalog, hex: string, name: string, limit: number): readonly ArtifactRow[] {
  return catalog
    .sql(
      `SELECT repository.name, blob.digest, artifact.size_bytes AS sizeBytes,
         (SELECT min(tag.name) FROM tag WHERE tag.digest = blob.digest AND tag.repository_id = repository.id AND ${isTagListed}) AS tag
       FROM blob JOIN artifact ON artifact.blob_id = blob.id JOIN repository ON repository.id = artifact.repository_id
       WHERE ((blob.digest >= 'sha256:' || @hex AND blob.digest < 'sha256:' || @hex || 'g')
          OR (blob.digest >= 'sha512:' || @hex AND blob.digest < 'sha512:' || @hex || 'g'))
         AND instr(lower(repository.name), @name) > 0 AND ${isArtifactListed} ORDER BY blob.digest, repository.name LIMIT @limit`,
    )
    .all({ hex, name, limit }) as ArtifactRow[];
}

function artifactHit({ name, tag, digest, sizeBytes }: ArtifactRow, familiar: (name: string) => string): SearchHit {
  const title = name === '' ? digest : `${familiar(name)}${tag === null ? `@${digest}` : `:${tag}`}`;
  return { kind: 'artifact', title, repository: name === '' ? null : name, tag, digest, sizeBytes };
}
