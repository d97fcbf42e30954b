// Room renderer/ui: joins class names, leaving out what is not there.

export function cx(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
