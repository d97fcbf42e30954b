// Room registry, client: what a registry asks for when it says 401: the `WWW-Authenticate` header (RFC 9110, 11.6.1), of which
// registries use Basic and Docker's Bearer. Pure.

export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string | null; readonly scope: string | null };

/** The strongest challenge that is understood (Bearer before Basic), or null. */
export function readChallenge(header: string | undefined): Challenge | null {
  const challenges = split(header ?? '');
  const bearer = challenges.find(({ scheme, params }) => scheme === 'bearer' && params.has('realm'))?.params;
  const realm = bearer?.get('realm');
  if (realm !== undefined)
    return { scheme: 'bearer', realm, service: bearer?.get('service') ?? null, scope: bearer?.get('scope') ?? null };
  return challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : null;
}

/** A word is a scheme; a word with a value is a parameter of the scheme before it. */
function split(text: string): readonly { readonly scheme: string; readonly params: ReadonlyMap<string, string> }[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  for (const [, word = '', quoted, plain] of text.matchAll(
    /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g,
  )) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
    if (value === undefined) challenges.push({ scheme: word.toLowerCase(), params: new Map() });
    else challenges.at(-1)?.params.set(word.toLowerCase(), value);
  }
  return challenges;
}
