// Feature settings: its sections, in order; each is a route of its own.

export const sections = ['general', 'store', 'registry', 'accessibility', 'about'] as const;
export type Section = (typeof sections)[number];

/** The section a route names; the first one where it names none. */
export function sectionOf(rest: string): Section {
  return sections.find((section) => section === rest) ?? 'general';
}
