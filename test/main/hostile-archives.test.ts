// Room test/main: damaged and malicious archives: each is refused with a coded failure and leaves the store byte for byte
// as it was, or comes in right; never `internal`, never a hang, never a bad name shown raw.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostileCase, hostileCases } from '../build/hostile.ts';
import { flipBit, smallImage } from '../build/hostile-base.ts';
import { flipped, goodDocker, goodOci, truncated } from '../build/hostile-tar.ts';
import { containerdExport } from '../build/producers-oci.ts';
import { tarOf } from '../build/tar.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, type OpenedStore, temporaryFolder, withStore } from './opened-store.ts';
import { type ImportOutcome, importOutcome } from './outcome.ts';

const folder = temporaryFolder();
const clean = join(folder, 'clean');
const held = 'registry.example.com/held/before:1';
let serial = 0;

/** A store that holds one image which no hostile archive has. */
beforeAll(async () => {
  const path = join(folder, 'held.tar');
  writeFileSync(
    path,
    await tarOf(containerdExport([{ node: await smallImage('held before'), names: [held], referrers: [] }]).entries),
  );
  await withStore(clean, async (store) => await store.importPath(path));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(input: HostileCase['input']): string {
  const path = join(folder, `hostile-${++serial}`);
  if (Buffer.isBuffer(input)) {
    writeFileSync(path, input);
    return path;
  }
  mkdirSync(path);
  for (const entry of input as readonly { readonly name: string; readonly bytes?: Uint8Array }[]) {
    mkdirSync(dirname(join(path, entry.name)), { recursive: true });
    writeFileSync(join(path, entry.name), entry.bytes ?? new Uint8Array());
  }
  return path;
}

// oxlint-disable-next-line no-control-regex
const rawControl = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u;

function expectOutcome(
  hostile: HostileCase,
  outcome: ImportOutcome,
  store: OpenedStore,
  before: ReadonlyMap<string, string>,
): void {
  const told = `${outcome.refusals.join(', ')}; warnings ${outcome.warnings.join(', ')}; in ${outcome.references.join(', ')}`;
  for (const code of outcome.refusals)
    if (hostile.outcome !== 'accept') expect(hostile.codes, `${hostile.name}: ${told}`).toContain(code);
  if (hostile.outcome === 'reject')
    expect(outcome, `${hostile.name}: ${told}`).toMatchObject({
      acceptedCount: 0,
      refusals: expect.arrayContaining([expect.any(String)]),
    });
  if (hostile.outcome === 'accept') expect(outcome.refusals, `${hostile.name}: ${told}`).toEqual([]);
  if (hostile.outcome === 'partial') expect(outcome.refusals.length, `${hostile.name}: ${told}`).toBeGreaterThan(0);
  if (outcome.acceptedCount === 0) expect(filesOf(store.path), `${hostile.name}: ${told}`).toEqual(before);
  if (outcome.acceptedCount > 0) {
    expect(outcome.warnings, `${hostile.name}: ${told}`).toEqual(expect.arrayContaining([...(hostile.warnings ?? [])]));
    if (hostile.references !== undefined) expect(outcome.references, `${hostile.name}: ${told}`).toEqual(hostile.references);
    if (hostile.badName !== undefined)
      expect([...namesIn(store.path).keys()], `${hostile.name}: ${told}`).not.toContain(hostile.badName);
  }
  expect(outcome.text).not.toMatch(rawControl);
  expect(blobsIn(store.path).size, `${hostile.name}: ${told}`).toBeGreaterThan(0);
  expect(leftoversIn(store.path), `${hostile.name}: ${told}`).toEqual([]);
}

async function expectHostile(hostile: HostileCase): Promise<void> {
  const path = write(hostile.input);
  const copy = join(folder, `store-${serial}`);
  cpSync(clean, copy, { recursive: true });
  const before = filesOf(copy);
  await withStore(copy, async (store) =>
    expectOutcome(hostile, await importOutcome(async () => await store.importPath(path)), store, before),
  );
  rmSync(copy, { recursive: true });
  rmSync(path, { recursive: true });
}

describe.for(await hostileCases())('$name', (hostile) => {
  it(`is ${hostile.outcome === 'reject' ? `refused as ${hostile.codes.slice(0, 3).join(' or ')}` : hostile.outcome}`, async () =>
    await expectHostile(hostile));
});

const bases = { layout: goodOci, docker: goodDocker } as const;

describe.for(['layout', 'docker'] as const)('a %s archive', (kind) => {
  it('cut at any byte is refused unless nothing of it is lost', { timeout: 120_000 }, async () => {
    const tar = await tarOf((await bases[kind]()).entries);
    const at = fc.oneof(
      fc.nat(tar.length),
      fc.nat(tar.length >> 9).map((block) => block * 512),
    );
    await fc.assert(
      fc.asyncProperty(at, async (atBytes) => await expectHostile(truncated(tar, atBytes))),
      { numRuns: 60 },
    );
  });

  it('with any bit flipped is refused or comes in right', { timeout: 120_000 }, async () => {
    const tar = await tarOf((await bases[kind]()).entries);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(tar.length - 1),
        fc.nat(7),
        async (atBytes, bit) => await expectHostile(flipped(tar, atBytes, bit)),
      ),
      { numRuns: 80 },
    );
  });

  it.for(['gzip', 'zstd'] as const)(
    'in %s, cut or flipped anywhere, is refused or comes in right',
    { timeout: 120_000 },
    async (wrapper) => {
      const tar = await tarOf((await bases[kind]()).entries);
      const wrapped = wrapper === 'gzip' ? gzipSync(tar) : zstdCompressSync(tar);
      const codes = truncated(tar, 0).codes;
      const damage = fc.record({ at: fc.nat(wrapped.length - 1), cut: fc.boolean(), bit: fc.nat(7) });
      await fc.assert(
        fc.asyncProperty(damage, async ({ at, cut, bit }) => {
          await expectHostile({
            name: `${cut ? 'cut' : `bit ${bit}`} at ${at}`,
            input: cut ? wrapped.subarray(0, at) : flipBit(wrapped, at, bit),
            outcome: 'either',
            codes,
          });
        }),
        { numRuns: 40 },
      );
    },
  );
});
