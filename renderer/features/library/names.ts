// Feature library: short names of platforms and referrers.

/** `amd64` for linux, the rest in full: `windows/amd64`. */
export function platformShort(platform: string): string {
  return platform.startsWith('linux/') ? platform.slice('linux/'.length) : platform;
}

/** `SBOM (SPDX)`: the format of a referrer, where its type names one that is known. */
export function referrerTitle(kind: string, artifactType: string | null): string {
  const type = artifactType ?? '';
  const format = type.includes('spdx')
    ? 'SPDX'
    : type.includes('cyclonedx')
      ? 'CycloneDX'
      : type.includes('in-toto')
        ? 'in-toto'
        : null;
  return format === null ? kind : `${kind} (${format})`;
}
