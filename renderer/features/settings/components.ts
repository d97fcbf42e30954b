// Feature settings: the packages that ship as part of the application, with the licence each comes under.

export const components: readonly { readonly name: string; readonly licence: string }[] = [
  { name: 'better-sqlite3, SQLite', licence: 'MIT, public domain' },
  { name: 'd3-hierarchy', licence: 'ISC' },
  { name: 'Electron', licence: 'MIT' },
  { name: 'i18next, react-i18next', licence: 'MIT' },
  { name: 'Lucide', licence: 'ISC' },
  { name: 'React', licence: 'MIT' },
  { name: 'React Aria Components', licence: 'Apache-2.0' },
  { name: 'TanStack Query, TanStack Virtual', licence: 'MIT' },
  { name: 'tar-stream', licence: 'MIT' },
  { name: 'xz-decompress', licence: 'MIT' },
  { name: 'Zod', licence: 'MIT' },
];
