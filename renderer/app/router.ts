// Room renderer/app: addresses. A route is the part of the URL after `#/`: an area, the rest of the path as it stands, and a query.
// The window's own history is the one of back and forward.
import { useMemo, useSyncExternalStore } from 'react';

export interface Route {
  /** `library`, `artifact`, `storage`, … */
  readonly area: string;
  /** What follows the area, unencoded, without its first slash: `docker.io/library/nginx`. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const slash = path.indexOf('/');
  return {
    area: slash < 0 ? path : path.slice(0, slash),
    rest: slash < 0 ? '' : decode(path.slice(slash + 1)),
    query: new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1)),
  };
}

/** The address of a route: `#/library/nginx`. Names keep their slashes and colons. */
export function routeHref(area: string, rest = '', query: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams(query).toString();
  const path = rest === '' ? area : `${area}/${encodeURI(rest).replaceAll('#', '%23').replaceAll('?', '%3F')}`;
  return `#/${path}${asked === '' ? '' : `?${asked}`}`;
}

/** The route of an artifact's page. */
export function artifactHref(
  repository: string | null,
  digest: string,
  tab = 'overview',
  query: Readonly<Record<string, string>> = {},
): string {
  return routeHref('artifact', `${repository ?? ''}@${digest}/${tab}`, query);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(watch, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Goes to an address. `replace` leaves no step in the history. */
export function navigate(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (href === window.location.hash) return;
  if (replace) window.location.replace(href);
  else window.location.hash = href;
}

function watch(watcher: () => void): () => void {
  window.addEventListener('hashchange', watcher);
  return () => window.removeEventListener('hashchange', watcher);
}

function decode(text: string): string {
  try {
    return decodeURI(text).replaceAll('%23', '#').replaceAll('%3F', '?');
  } catch {
    return text;
  }
}
