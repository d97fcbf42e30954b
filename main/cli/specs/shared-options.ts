// Room cli: options that several commands take, as data.

export const platform = { type: 'string', value: 'OS/ARCH', summary: 'Look at this platform of an image index' } as const;
export const platforms = {
  type: 'string',
  value: 'OS/ARCH,…',
  multiple: true,
  summary: 'Only these platforms; may be repeated',
} as const;
export const onConflict = {
  type: 'string',
  values: ['move', 'keep', 'fail'],
  summary: 'When a tag is taken: move it (default), keep it where it is, or fail',
} as const;
export const remote = {
  'plain-http': { type: 'boolean', summary: 'Speak HTTP without TLS (this computer needs no permission)' },
  ca: { type: 'string', value: 'FILE', summary: 'Trust this certificate authority too (PEM)' },
} as const;
