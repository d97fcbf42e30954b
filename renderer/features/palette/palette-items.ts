// Feature palette: the lines it shows and how what is typed is read. Pure.
import type { LucideIcon } from 'lucide-react';
import type { SearchHit } from '../../../preload/contract/model.ts';

export interface PaletteItem {
  /** Unique among the lines shown. */
  readonly id: string;
  readonly icon: LucideIcon;
  readonly label: string;
  readonly detail?: string;
  readonly keys?: string;
  readonly run: () => void;
  /** Set for what the host found: it has actions and is remembered. */
  readonly hit?: SearchHit;
  /** Set for commands, which are remembered too. */
  readonly command?: string;
}

export interface PaletteGroup {
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

/** What was used last: a hit, or a command by its id. */
export type Recent = { readonly hit: SearchHit } | { readonly command: string };

export type Query =
  | { readonly kind: 'commands'; readonly text: string }
  | { readonly kind: 'digest'; readonly text: string }
  | { readonly kind: 'all'; readonly text: string };

/** `>` asks for commands, `@` for digests. */
export function readQuery(typed: string): Query {
  const text = typed.trim();
  if (text.startsWith('>')) return { kind: 'commands', text: text.slice(1).trim() };
  if (text.startsWith('@')) return { kind: 'digest', text: text.slice(1).trim() };
  return { kind: 'all', text };
}

/** The words of a query, as they are marked in what it found. */
export function termsOf({ text }: Query): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s:]+/)
    .filter((term) => term !== '');
}

/** A query for artifacts: `web v2` and `web` ask for tags in repositories, as `web:v2` and `web:` do. */
export function artifactQuery({ text }: Query): string {
  if (/[:@]/.test(text)) return text;
  const [name = '', ...tag] = text.split(/\s+/);
  return `${name}:${tag.join('')}`;
}

export function matches(label: string, terms: readonly string[]): boolean {
  const lower = label.toLowerCase();
  return terms.every((term) => lower.includes(term));
}

export function idOfHit({ repository, tag, digest }: SearchHit): string {
  return `${repository ?? ''}:${tag ?? ''}@${digest ?? ''}`;
}

const keptRecent = 8;

/** The newest first, each once. */
export function withRecent(recent: readonly Recent[], used: Recent): readonly Recent[] {
  const idOf = (each: Recent): string => ('hit' in each ? idOfHit(each.hit) : each.command);
  return [used, ...recent.filter((each) => idOf(each) !== idOf(used))].slice(0, keptRecent);
}
