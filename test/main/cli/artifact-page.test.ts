// Tests of main/cli/artifact-page.ts and layer-stack.ts: the page that `stowage show` prints.
import { describe, expect, it } from 'vitest';
import { artifactPage } from '../../../main/cli/artifact-page.ts';
import { layerStack } from '../../../main/cli/layer-stack.ts';
import { paint } from '../../../main/cli/text/line.ts';
import type { ArtifactDetail, ImageDetail } from '../../../preload/contract/model.ts';
import { artifactDetail, historyLine, imageDetail, layer } from './sample-artifact.ts';
import { digestOf } from './sample-import.ts';

const nowMs = Date.parse('2026-06-20T12:00:00Z');
const page = (artifact: ArtifactDetail): string =>
  artifactPage(artifact, { screen: null, nowMs })
    .map((line) => paint(line, false))
    .join('\n');
const stack = (image: Partial<ImageDetail>): readonly string[] =>
  layerStack(imageDetail(image), { screen: null, nowMs }).map((line) => paint(line, false));

const run = {
  user: 'app',
  workingDir: '/srv',
  entrypoint: ['/bin/sh', '-c', "echo 'hi'"],
  cmd: [],
  env: ['A=1', 'B=2'],
  ports: ['80/tcp'],
  volumes: [],
  labels: { 'org.example': 'x\u001b[2J' },
  stopSignal: null,
  healthcheck: [],
};

describe('artifactPage', () => {
  it('shows an image whole', () => {
    const image = imageDetail({
      run,
      layers: [layer(1, { sharedWith: 3 }), layer(2)],
      history: [
        historyLine(1, 'ADD', 'rootfs.tar /', 1),
        historyLine(2, 'ENV', 'A=1', null),
        historyLine(3, 'RUN', 'make\n\t install', 2),
      ],
    });
    const referrerList = [
      {
        digest: digestOf('e'),
        mediaType: 'm',
        artifactType: 'application/spdx+json',
        kind: 'sbom',
        sizeBytes: 5000,
        annotations: {},
        createdAt: null,
      },
    ] as const;
    expect(
      page(artifactDetail({ image, referrerList, formerTags: [{ tag: 'v1', until: '2026-06-01T12:00:00Z', replacedBy: null }] })),
    ).toBe(
      `web:latest
web:v2
Digest       ${digestOf('a')}
Image ID     ${digestOf('c')}
Kind         image
Type         application/vnd.oci.image.manifest.v1+json
Platform     linux/amd64
Size         3.00 MB: 1.00 MB unique, 2.00 MB shared
Created      Jun 14
Added        2 h ago, from web.tar
Tags before  v1 until Jun 1

Run settings
  Entrypoint      /bin/sh -c 'echo '\\''hi'\\'''
  User            app
  Working folder  /srv
  Ports           80/tcp
  Environment     A=1
                  B=2
  Labels          org.example=x\\e[2J

Layers
  #  Digest         Stored  Shared  Made by
  1  111111111111  1.00 MB  with 3  ADD rootfs.tar /
                                    ENV A=1
  2  222222222222  2.00 MB          RUN make install

Referrers
  SBOM  eeeeeeeeeeee  5.00 kB  application/spdx+json`,
    );
  });

  it('shows which platforms of an index are here, and which one the layers are of', () => {
    const platforms = [
      { platform: 'linux/amd64', digest: digestOf('1'), present: true, sizeBytes: 3_000_000 },
      { platform: 'linux/arm64/v8', digest: digestOf('2'), present: false, sizeBytes: 0 },
    ];
    const text = page(artifactDetail({ kind: 'index', platforms, absentCount: 4, image: imageDetail({ layers: [layer(1)] }) }));
    expect(text).toContain('Absent   4 blobs not stored');
    expect(text).toContain('Platforms\n  linux/amd64     111111111111     3.00 MB\n  linux/arm64/v8  222222222222  not stored');
    expect(text).toContain('Layers (linux/amd64)');
    expect(text).not.toContain('Image ID');
  });

  it('says what is damaged, locked and restored', () => {
    const locked = { deleteEnabled: false, writeEnabled: false, listEnabled: true, readEnabled: true };
    const lines = page(artifactDetail({ damagedCount: 1, locked, restoredAt: '2026-06-14T12:00:00Z' })).split('\n');
    expect(lines).toContain('Damaged   1 blob; not exported until repaired');
    expect(lines).toContain('Locked    delete, write');
    expect(lines).toContain('Restored  Jun 14, after another program changed the index');
  });

  it('shows an artifact without name, image or tag by its digest alone', () => {
    const text = page(
      artifactDetail({
        repository: null,
        tags: [],
        kind: 'other',
        artifactType: 'application/x',
        platforms: [],
        subject: digestOf('9'),
      }),
    );
    expect(text.split('\n')[0]).toBe(digestOf('a'));
    expect(text).toContain('Kind       artifact\nType       application/x');
    expect(text).toContain(`Refers to  ${digestOf('9')}`);
    expect(text).not.toMatch(/Layers|Run settings|Referrers|Annotations/);
  });
});

describe('layerStack', () => {
  it('lists every layer once where history has fewer lines', () => {
    expect(
      stack({ layers: [layer(1), layer(2), layer(3)], history: [historyLine(1, 'RUN', 'b', 2)], historyExact: false }),
    ).toEqual([
      '  #  Digest         Stored  Shared  Made by',
      '  1  111111111111  1.00 MB',
      '  2  222222222222  2.00 MB          RUN b',
      '  3  333333333333  3.00 MB',
      '  The history does not line up with the 3 layers: lines stand where they surely match.',
    ]);
  });

  it('lists layers without history by their titles, and says which are not stored', () => {
    expect(stack({ layers: [layer(1, { title: 'chart.tgz' }), layer(2, { present: false })] })).toEqual([
      '  #  Digest            Stored  Shared  Made by',
      '  1  111111111111     1.00 MB          chart.tgz',
      '  2  222222222222  not stored',
    ]);
  });

  it('keeps history that has no layers at all', () => {
    expect(stack({ history: [historyLine(1, '', 'busybox', null)] })).toEqual([
      '  #  Digest  Stored  Shared  Made by',
      '                             busybox',
    ]);
    expect(stack({})).toEqual([]);
  });
});
