// Room oci, tests: platforms.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatPlatform,
  normalizePlatform,
  type Platform,
  parsePlatform,
  platformFromDescriptor,
  platformMatches,
} from '../../../main/oci/platform.ts';

const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
const architecture = fc.oneof(
  fc.constantFrom('amd64', 'x86_64', 'i386', 'arm', 'armhf', 'armel', 'arm64', 'aarch64', 'AArch64', 'riscv64'),
  word,
);
const variant = fc.oneof(fc.constantFrom('v1', 'v2', 'v5', 'v6', '7', 'v7', '8', 'v8', 'v9', 'v8.2'), word);
const text = fc
  .tuple(
    fc.constantFrom('linux', 'Linux', 'macos', 'darwin', 'windows(10.0.17763.1)', 'unknown'),
    architecture,
    fc.option(variant),
  )
  .map(([os, arch, version]) => (version === null ? `${os}/${arch}` : `${os}/${arch}/${version}`));

function read(platform: string): Platform {
  const parsed = parsePlatform(platform);
  if (parsed === undefined) throw new Error(`not a platform: ${platform}`);
  return parsed;
}

describe('platform', () => {
  it('reads back what it formats', () => {
    fc.assert(
      fc.property(text, (platform) => {
        expect(read(formatPlatform(read(platform)))).toEqual(read(platform));
      }),
    );
  });

  it('normalises once and for all', () => {
    fc.assert(
      fc.property(text, (platform) => {
        const normal = normalizePlatform(read(platform));
        expect(normalizePlatform(normal)).toEqual(normal);
      }),
    );
  });

  it('matches every platform with itself, with its normal form, and with itself without a variant', () => {
    fc.assert(
      fc.property(text, (written) => {
        const platform = read(written);
        expect(platformMatches(platform, platform)).toBe(true);
        expect(platformMatches(platform, normalizePlatform(platform))).toBe(true);
        expect(platformMatches({ os: platform.os, architecture: platform.architecture }, platform)).toBe(true);
      }),
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        parsePlatform(any);
      }),
    );
  });

  it.each([
    ['linux/amd64', 'linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/aarch64', 'linux/arm64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/armhf', 'linux/arm/v7', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6', 'linux/arm/v6'],
    ['linux/arm', 'linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6', 'linux/arm/v6'],
    ['linux/i386', 'linux/386', 'linux/386'],
    ['macos/arm64', 'darwin/arm64', 'darwin/arm64'],
    ['LINUX/ARM64', 'linux/arm64', 'linux/arm64'],
    ['arm64', 'linux/arm64', 'linux/arm64'],
    ['x86_64', 'linux/amd64', 'linux/amd64'],
    ['windows(10.0.17763.1)/amd64', 'windows(10.0.17763.1)/amd64', 'windows(10.0.17763.1)/amd64'],
    ['unknown/unknown', 'unknown/unknown', 'unknown/unknown'],
  ])('reads %s as %s and normalises it to %s', (written, formatted, normal) => {
    expect(formatPlatform(read(written))).toBe(formatted);
    expect(formatPlatform(normalizePlatform(read(written)))).toBe(normal);
  });

  it.each([
    '',
    '/',
    'linux',
    'linux/',
    '/amd64',
    'linux//v8',
    'linux/arm64/',
    'linux/arm64/v8/x',
    'linux/*',
    'sparrow',
    'li nux/amd64',
    'linux(/amd64',
  ])('does not take %j for a platform', (written) => {
    expect(parsePlatform(written)).toBeUndefined();
  });

  it.each([
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/arm64/v8', 'linux/arm64', true],
    ['linux/arm64', 'linux/arm64/v9', true],
    ['linux/arm64/v8', 'linux/arm64/v9', false],
    ['linux/arm', 'linux/arm/v6', true],
    ['linux/arm/v7', 'linux/arm', true],
    ['linux/arm/v7', 'linux/arm/v6', false],
    ['linux/armhf', 'linux/arm/v6', false],
    ['linux/amd64/v1', 'linux/amd64', true],
    ['linux/amd64/v1', 'linux/amd64/v3', false],
    ['linux/amd64', 'linux/386', false],
    ['linux/amd64', 'windows/amd64', false],
    ['windows/amd64', 'windows(10.0.17763.1)/amd64', true],
    ['windows(10.0.17763)/amd64', 'windows(10.0.17763.1)/amd64', true],
    ['windows(10.0.1776)/amd64', 'windows(10.0.17763.1)/amd64', false],
    ['windows(10.0.17763)/amd64', 'windows/amd64', false],
  ])('asked for %s, takes %s: %s', (wanted, have, expected) => {
    expect(platformMatches(read(wanted), read(have))).toBe(expected);
  });

  it('asks for every OS feature that is wanted', () => {
    const have = { os: 'windows', architecture: 'amd64', osFeatures: ['win32k'] };
    expect(platformMatches({ os: 'windows', architecture: 'amd64' }, have)).toBe(true);
    expect(platformMatches({ ...have, osFeatures: ['win32k', 'other'] }, have)).toBe(false);
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [{ os: '', architecture: '' }, undefined],
    [{ architecture: 'amd64' }, { os: 'linux', architecture: 'amd64' }],
    [{ os: 'linux' }, { os: 'linux', architecture: 'unknown' }],
    [
      { os: 'linux', architecture: 'arm', variant: null, 'os.features': null },
      { os: 'linux', architecture: 'arm' },
    ],
    [
      { os: 'windows', architecture: 'amd64', 'os.version': '10.0.17763.1', 'os.features': ['win32k'] },
      { os: 'windows', architecture: 'amd64', osVersion: '10.0.17763.1', osFeatures: ['win32k'] },
    ],
  ])('reads the fields %j', (json, platform) => {
    expect(platformFromDescriptor(json)).toEqual(platform);
  });

  it.each([['linux/amd64'], [[]], [{ os: 1 }], [{ os: 'linux', 'os.features': 'win32k' }]])('refuses the fields %j', (json) => {
    expect(() => platformFromDescriptor(json)).toThrow(/^platform/);
  });
});
