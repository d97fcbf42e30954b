// Room main/oci: image configs, read from bytes. The fields that identify an image (diff IDs, platform) are checked; those that
// are only shown are taken where they make sense and left out where not, so that no image is refused for its looks.
import { type Digest, parseDigest } from './digest.ts';
import { DocumentError } from './document-error.ts';
import type { HistoryEntry } from './history.ts';
import { asObject, isObject, isPresent, type JsonObject, optionalArray, parseJson } from './json.ts';
import { type Platform, platformFromDescriptor } from './platform.ts';

export { alignHistory, type HistoryEntry } from './history.ts';

/** OCI image spec, config.md. Times are as written (RFC 3339). `diffIds` run from the lowest layer up. */
export interface ImageConfig {
  readonly platform?: Platform;
  readonly created?: string;
  readonly author?: string;
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
  readonly run: RunConfig;
}

/** How a container of the image is run. `exposedPorts` and `volumes` are the keys of the maps they are written as. */
export interface RunConfig {
  readonly user?: string;
  readonly workingDir?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly volumes?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly healthcheck?: Healthcheck;
  readonly onBuild?: readonly string[];
  readonly shell?: readonly string[];
}

/** Docker's Healthcheck; durations are nanoseconds, as written. */
export interface Healthcheck {
  readonly test: readonly string[];
  readonly intervalNs?: number;
  readonly timeoutNs?: number;
  readonly startPeriodNs?: number;
  readonly startIntervalNs?: number;
  readonly retries?: number;
}

/** Real nulls (`rootfs`, `diff_ids`, `history`, `created`, `config`) count as absent. Throws DocumentError. */
export function parseImageConfig(bytes: Uint8Array): ImageConfig {
  const fields = asObject(parseJson(bytes), 'the image config');
  const run = fields['config'];
  return withoutAbsent({
    platform: platformFromDescriptor(fields, 'the image config'),
    created: givenTime(fields['created']),
    author: shownString(fields['author']),
    diffIds: readDiffIds(fields['rootfs']),
    history: (Array.isArray(fields['history']) ? fields['history'] : []).map(readHistoryEntry),
    run: isObject(run) ? readRun(run) : {},
  });
}

function readDiffIds(rootfs: unknown): readonly Digest[] {
  if (!isPresent(rootfs)) return [];
  return optionalArray(asObject(rootfs, 'rootfs')['diff_ids'], 'rootfs.diff_ids').map((item, at) => {
    const digest = typeof item === 'string' ? parseDigest(item) : undefined;
    if (digest === undefined) throw new DocumentError(`rootfs.diff_ids[${at}] is not a sha256 or sha512 digest`);
    return digest;
  });
}

function readHistoryEntry(value: unknown): HistoryEntry {
  const fields: JsonObject = isObject(value) ? value : {};
  return withoutAbsent({
    created: givenTime(fields['created']),
    createdBy: shownString(fields['created_by']),
    author: shownString(fields['author']),
    comment: shownString(fields['comment']),
    emptyLayer: fields['empty_layer'] === true,
  });
}

function readRun(fields: JsonObject): RunConfig {
  return withoutAbsent({
    user: shownString(fields['User']),
    workingDir: shownString(fields['WorkingDir']),
    entrypoint: shownStrings(fields['Entrypoint']),
    cmd: shownStrings(fields['Cmd']),
    env: shownStrings(fields['Env']),
    exposedPorts: shownKeys(fields['ExposedPorts']),
    volumes: shownKeys(fields['Volumes']),
    labels: shownLabels(fields['Labels']),
    stopSignal: shownString(fields['StopSignal']),
    healthcheck: readHealthcheck(fields['Healthcheck']),
    onBuild: shownStrings(fields['OnBuild']),
    shell: shownStrings(fields['Shell']),
  });
}

function readHealthcheck(value: unknown): Healthcheck | undefined {
  const test = isObject(value) ? shownStrings(value['Test']) : undefined;
  if (!isObject(value) || test === undefined) return undefined;
  return withoutAbsent({
    test,
    intervalNs: shownNumber(value['Interval']),
    timeoutNs: shownNumber(value['Timeout']),
    startPeriodNs: shownNumber(value['StartPeriod']),
    startIntervalNs: shownNumber(value['StartInterval']),
    retries: shownNumber(value['Retries']),
  });
}

/** Go writes its zero time where nobody gave one. */
function givenTime(value: unknown): string | undefined {
  const text = shownString(value);
  return text?.startsWith('0001-01-01T00:00:00') === true ? undefined : text;
}

function shownString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Zero is Docker's way to say "as inherited". */
function shownNumber(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

/** Docker reads a lone string as a list of one. */
function shownStrings(value: unknown): readonly string[] | undefined {
  const items =
    typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  return items.length === 0 ? undefined : items;
}

function shownKeys(value: unknown): readonly string[] | undefined {
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.length === 0 ? undefined : keys;
}

function shownLabels(value: unknown): Readonly<Record<string, string>> | undefined {
  const entries = isObject(value)
    ? Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : [];
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Drops properties whose value is undefined, so that "absent" has one form. */
function withoutAbsent<T extends object>(fields: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
