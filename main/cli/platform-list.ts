// Room cli: the values of --platform, which may be repeated and may hold several platforms with commas between.

/** One platform an entry; undefined when the option was not given. */
export function platformList(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap((value) => value.split(',')).filter((platform) => platform !== '');
}
