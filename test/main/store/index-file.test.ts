// Room test/main/store: index.json as other tools write it is read and carried along whole (I3); what is no image index is
// damage, named.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../../main/oci/digest.ts';
import { fileMark, readIndexFile, renderIndex, rootDescriptor, withoutNames } from '../../../main/store/index-file.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'index.json');

function read(text: string): ReturnType<typeof readIndexFile> {
  writeFileSync(path, text);
  return readIndexFile(path, folder);
}

const containerd = 'io.containerd.image.name';
const refName = 'org.opencontainers.image.ref.name';
const digest = fc.uint8Array({ maxLength: 8 }).map((bytes) => digestOf(bytes));
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const lines = (descriptors: readonly string[]): Buffer => Buffer.from(descriptors.join(',\n'));

const foreign = fc.record(
  {
    mediaType: fc.string(),
    digest: fc.oneof(digest, fc.string()),
    size: fc.nat(),
    annotations: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
    data: fc.base64String(),
    'org.example': fc.jsonValue(),
  },
  { requiredKeys: ['digest'] },
);
const others = fc
  .dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== 'manifests' && key !== '__proto__')));

describe('index.json', () => {
  it('of any content comes out as it went in, one descriptor a line', () => {
    fc.assert(
      fc.property(others, fc.array(fc.oneof(foreign, fc.jsonValue()), { maxLength: 5 }), (rest, manifests) => {
        const content = read(JSON.stringify({ ...rest, manifests }, null, 2));
        const text = Buffer.concat(renderIndex(content.rest, lines(content.roots.map((root) => root.descriptor)))).toString();
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ ...rest, manifests })));
        expect(text.endsWith('\n')).toBe(true);
        expect(text.split('\n').length).toBe(manifests.length === 0 ? 2 : manifests.length + 3);
        const again = read(text);
        expect(again).toEqual(content);
      }),
    );
  });

  it.for([
    ['torn in the middle', '{"schemaVersion":2,"manifests":[{"dig'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['with manifests that are no list', '{"manifests":{}}'],
  ])('%s is damage, told with the file', ([, text]) => {
    expect(() => read(text as string)).toThrowError(
      expect.objectContaining({
        code: 'store-damaged',
        params: { store: folder, reason: expect.stringContaining('index.json') },
      }),
    );
  });

  it('without manifests, or with null, has no roots', () => {
    expect(read('{}').roots).toEqual([]);
    expect(read('{"manifests":null}').roots).toEqual([]);
  });

  it('gives the full name of a root from either annotation, and none for a tag alone', () => {
    const own = digestOf(Buffer.from('a'));
    const named = (annotations: Readonly<Record<string, unknown>>): string | null | undefined =>
      read(JSON.stringify({ manifests: [{ digest: own, annotations }] })).roots[0]?.name;
    expect(named({ [containerd]: 'docker.io/library/a:1', [refName]: '1' })).toBe('docker.io/library/a:1');
    expect(named({ [refName]: 'a:1' })).toBe('docker.io/library/a:1');
    expect(named({ [refName]: 'v1' })).toBeNull();
    expect(named({ [containerd]: 7, [refName]: '' })).toBeNull();
    expect(named({ [containerd]: 'Not A Name' })).toBeNull();
  });

  it('believes the annotation that a tool sets which copies our root, and has it say so in both', () => {
    const own = digestOf(Buffer.from('a'));
    const annotations = { [containerd]: 'docker.io/library/a:1', kept: 'yes', [refName]: 'docker.io/library/b:2' };
    const { roots, isAmended } = read(JSON.stringify({ manifests: [{ digest: own, annotations }] }));
    expect(isAmended).toBe(true);
    const name = 'docker.io/library/b:2';
    expect(roots.map((root) => [root.name, JSON.parse(root.descriptor) as unknown])).toEqual([
      [name, { digest: own, annotations: { [containerd]: name, kept: 'yes', [refName]: name } }],
    ]);
  });

  it('with one name twice gives it to the last root and keeps the first without', () => {
    const [one, two] = [digestOf(Buffer.from('1')), digestOf(Buffer.from('2'))];
    const annotations = { [containerd]: 'docker.io/library/a:1' };
    const { roots } = read(JSON.stringify({ manifests: [one, two].map((own) => ({ digest: own, annotations })) }));
    expect(roots.map(({ digest: own, name }) => [own, name])).toEqual([
      [one, null],
      [two, 'docker.io/library/a:1'],
    ]);
  });
});

it('a root of ours has its name in both annotations, keeps the others, and loses only the names again', () => {
  const annotations = fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.string(),
    { maxKeys: 3 },
  );
  fc.assert(
    fc.property(digest, annotations, (own, others_) => {
      const descriptor = { mediaType, digest: own, size: 3, annotations: others_ };
      const named = rootDescriptor(descriptor, 'docker.io/library/a:1');
      const both = { [containerd]: 'docker.io/library/a:1', [refName]: 'docker.io/library/a:1' };
      expect(JSON.parse(named)).toMatchObject({ digest: own, annotations: { ...others_, ...both } });
      expect(withoutNames(named)).toBe(rootDescriptor(descriptor, null));
    }),
  );
});

it('a file mark changes when the file is replaced, and says when there is none', () => {
  writeFileSync(path, 'one');
  const mark = fileMark(path);
  expect(fileMark(path)).toBe(mark);
  writeFileSync(path, 'four');
  expect(fileMark(path)).not.toBe(mark);
  rmSync(path);
  expect(fileMark(path)).toBe('none');
});
