// Feature registry: where artifacts go when they are pushed: each under the path it has here, in the chosen registry. Pure.

/** Registry and path of a full reference; Docker Hub's own namespace stays, since it is part of the path there. */
export function splitRegistry(reference: string): { readonly registry: string; readonly path: string } {
  const slash = reference.indexOf('/');
  const first = slash < 0 ? '' : reference.slice(0, slash);
  // Only a registry has a dot or a port in its first part, or is called localhost.
  return /[.:]/.test(first) || first === 'localhost'
    ? { registry: first, path: reference.slice(slash + 1) }
    : { registry: '', path: reference };
}

/** True for a digest alone: the artifact has no name here. */
export function isNameless(reference: string): boolean {
  return /^sha\d+:/.test(reference);
}

/**
 * The path to suggest for a reference of the store: as it is here, behind `prefix`. A digest falls away: it says where nothing else is
 * said. Elsewhere than Docker Hub, `library/` has no meaning.
 */
export function suggestedPath(reference: string, registry: string, prefix = ''): string {
  if (isNameless(reference)) return '';
  const [name = ''] = reference.split('@');
  const { path } = splitRegistry(name);
  const own = registry === 'docker.io' ? path : path.replace(/^library\//, '');
  const clean = prefix.trim().replaceAll(/^\/+|\/+$/g, '');
  return clean === '' ? own : `${clean}/${own}`;
}

/** What `remote.push` is asked with; null while it is not known where to. */
export function destinationOf(registry: string, path: string): string | null {
  const place = registry
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
  const name = path.trim().replace(/^\/+/, '');
  return place === '' || name === '' ? null : `${place}/${name}`;
}

/** The registry to begin with: the one that was asked for, the one the artifact is named after, else the first that is not Docker Hub. */
export function firstRegistry(known: readonly string[], asked: string | undefined, reference: string | undefined): string {
  if (asked !== undefined) return asked;
  const own = reference === undefined ? '' : splitRegistry(reference).registry;
  if (known.includes(own) && own !== 'docker.io') return own;
  return known.find((each) => each !== 'docker.io') ?? own;
}
