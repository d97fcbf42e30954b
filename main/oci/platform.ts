// Room main/oci: platforms, their spelling and which one answers to which. It follows containerd's `platforms` package; it does
// not know the machine it runs on, so a bare architecture means linux.
import { asObject, isPresent, optionalString, stringArray } from './json.ts';

/** OCI image spec, image-index.md, "platform"; `os` and `architecture` are Go's GOOS and GOARCH words. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
  readonly osFeatures?: readonly string[];
}

const WORD = /^[\w.-]+$/;
const OS_WORD = /^([\w-]+)(?:\(([\w.-]+)\))?$/;

const ARCHITECTURES: ReadonlySet<string> = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

const ARCHITECTURE_ALIASES: ReadonlyMap<string, readonly [architecture: string, variant?: string]> = new Map([
  ['x86_64', ['amd64']],
  ['x86-64', ['amd64']],
  ['i386', ['386']],
  ['aarch64', ['arm64']],
  ['armhf', ['arm', 'v7']],
  ['armel', ['arm', 'v6']],
]);

/**
 * Reads `os/architecture[/variant]`, `os(version)/architecture[/variant]` or a bare known architecture, in any of the
 * spellings containerd accepts. Undefined when it is none of these. No variant is added that was not written.
 */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.split('/');
  if (parts.length > 3) return undefined;
  if (parts.length === 1) {
    const bare = spell({ os: 'linux', architecture: text });
    return ARCHITECTURES.has(bare.architecture) ? bare : undefined;
  }
  const [osPart = '', architecture = '', variant] = parts;
  const [, os, osVersion] = OS_WORD.exec(osPart) ?? [];
  if (os === undefined || !WORD.test(architecture)) return undefined;
  if (variant !== undefined && !WORD.test(variant)) return undefined;
  return spell({
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...(osVersion === undefined ? {} : { osVersion }),
  });
}

/** `linux/arm64/v8`, `windows(10.0.17763.1)/amd64`, `unknown/unknown`: what parsePlatform reads back. */
export function formatPlatform(platform: Platform): string {
  const version = platform.osVersion === undefined ? '' : `(${platform.osVersion})`;
  const variant = platform.variant === undefined ? '' : `/${platform.variant}`;
  return `${platform.os}${version}/${platform.architecture}${variant}`;
}

/** The canonical platform, by which two can be compared: amd64/v1 and arm64/v8 lose their variant, arm without one is v7. */
export function normalizePlatform(platform: Platform): Platform {
  const { variant, ...spelt } = spell(platform);
  const isBaseline = (spelt.architecture === 'amd64' && variant === 'v1') || (spelt.architecture === 'arm64' && variant === 'v8');
  if (isBaseline) return spelt;
  if (variant !== undefined) return { ...spelt, variant };
  return spelt.architecture === 'arm' ? { ...spelt, variant: 'v7' } : spelt;
}

/**
 * True when `have` is one of the platforms asked for by `wanted`. What `wanted` leaves out does not matter: without a variant
 * it takes every variant of the architecture, without an OS version every version. Unlike a runtime's matcher it never takes
 * one platform for another (arm/v6 for arm/v7, 386 for amd64): Stowage keeps images, it does not run them.
 */
export function platformMatches(wanted: Platform, have: Platform): boolean {
  const [asked, held] = [normalizePlatform(wanted), normalizePlatform(have)];
  if (asked.os !== held.os || asked.architecture !== held.architecture) return false;
  if (spell(wanted).variant !== undefined && asked.variant !== held.variant) return false;
  if (asked.osVersion !== undefined && !`${held.osVersion ?? ''}.`.startsWith(`${asked.osVersion}.`)) return false;
  return (asked.osFeatures ?? []).every((feature) => held.osFeatures?.includes(feature));
}

/**
 * Reads the `platform` of a descriptor, or the same fields of an image config. Undefined when it is absent or names neither OS
 * nor architecture; of one alone the other is `linux` (as Docker reads old images) or `unknown`. Throws DocumentError for
 * fields of a wrong type.
 */
export function platformFromDescriptor(json: unknown, where = 'platform'): Platform | undefined {
  if (!isPresent(json)) return undefined;
  const fields = asObject(json, where);
  const os = optionalString(fields['os'], `${where}.os`);
  const architecture = optionalString(fields['architecture'], `${where}.architecture`);
  const variant = optionalString(fields['variant'], `${where}.variant`);
  const osVersion = optionalString(fields['os.version'], `${where}.os.version`);
  const osFeatures = stringArray(fields['os.features'], `${where}.os.features`);
  if (os === undefined && architecture === undefined) return undefined;
  return {
    os: os ?? 'linux',
    architecture: architecture ?? 'unknown',
    ...(variant === undefined ? {} : { variant }),
    ...(osVersion === undefined ? {} : { osVersion }),
    ...(osFeatures.length === 0 ? {} : { osFeatures }),
  };
}

/** One spelling for each word, and nothing added but what an alias implies. */
function spell(platform: Platform): Platform {
  const { variant: written, ...rest } = platform;
  const os = platform.os.toLowerCase();
  const word = platform.architecture.toLowerCase();
  const [architecture, implied] = ARCHITECTURE_ALIASES.get(word) ?? [word];
  const lower = written?.toLowerCase();
  const isNumber = lower !== undefined && /^[5-9]$/.test(lower) && (architecture === 'arm' || architecture === 'arm64');
  const variant = implied ?? (isNumber ? `v${lower}` : lower);
  const kept = variant === undefined || variant === '' || architecture === '386' ? {} : { variant };
  return { ...rest, os: os === 'macos' ? 'darwin' : os, architecture, ...kept };
}
