// Room test/e2e: a store as it is after a while of real use: versions that share layers, several platforms, a chart, signatures and
// SBOMs, names that moved on and left artifacts untagged. The screenshots show it; other specs walk it in a smaller size.
import { createCipheriv, createHash } from 'node:crypto';
import { join } from 'node:path';
import { producers, writeProduced } from '../build/archive.ts';
import {
  type Artifact,
  blobOf,
  buildArtifact,
  buildImage,
  buildIndex,
  descriptorOf,
  type Image,
  type LayerSpec,
  ociTypes,
  type Root,
} from '../build/image.ts';
import { file } from '../build/tar.ts';
import { type OpenedStore, withStore } from '../main/opened-store.ts';

const platformTeam = 'registry.example.com/platform';
export const showcase = {
  web: `${platformTeam}/web`,
  worker: `${platformTeam}/worker`,
  prometheus: 'docker.io/prom/prometheus',
  chart: 'registry.example.com/charts/web',
} as const;

/** A line of an image's history; with `megabytes` it made a layer. */
interface Step {
  readonly line: string;
  readonly megabytes?: number;
  /** Equal seeds are equal layers. */
  readonly seed?: string;
}

const mega = 1_000_000;

/** Half of it noise, so that compression leaves something and saves something. */
function layerOf(seed: string, sizeBytes: number): LayerSpec {
  const cipher = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16));
  const noise = cipher.update(Buffer.alloc(Math.max(64, Math.round(sizeBytes))));
  const content = Buffer.concat([noise, Buffer.alloc(Math.round(noise.length * 1.3), seed)]);
  return { entries: [file(`opt/${seed.replaceAll(/\W/g, '-')}`, content)], compression: 'gzip' };
}

interface ImageWish {
  readonly created: string;
  readonly steps: readonly Step[];
  readonly run: Readonly<Record<string, unknown>>;
  readonly platform?: string;
}

async function imageOf({ created, steps, run, platform = 'linux/amd64' }: ImageWish, scale: number): Promise<Image> {
  const layers = steps.flatMap(({ line, megabytes, seed }) =>
    megabytes === undefined ? [] : [layerOf(`${platform} ${seed ?? line}`, megabytes * mega * scale)],
  );
  const plain = await buildImage({ platform, layers });
  const history = steps.map(({ line, megabytes }) => ({
    created,
    created_by: line,
    ...(megabytes === undefined ? { empty_layer: true } : {}),
  }));
  const parsed = JSON.parse(plain.config.bytes.toString()) as object;
  const config = blobOf({ ...parsed, created, author: 'Platform team', config: run, history });
  const manifest = blobOf({
    ...(JSON.parse(plain.manifest.bytes.toString()) as object),
    config: descriptorOf(ociTypes.config, config),
  });
  return { ...plain, config, manifest, descriptor: descriptorOf(ociTypes.manifest, manifest) };
}

const alpine: readonly Step[] = [
  { line: 'ADD alpine-minirootfs-3.20.1.tar.gz / # buildkit', megabytes: 3.6, seed: 'alpine' },
  { line: 'CMD ["/bin/sh"]' },
];
const nodeBase: readonly Step[] = [
  ...alpine,
  { line: 'ENV NODE_VERSION=22.4.0' },
  { line: 'RUN /bin/sh -c addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node', megabytes: 47, seed: 'node' },
  { line: 'ENTRYPOINT ["docker-entrypoint.sh"]' },
];

function webSteps(version: string, dependencies: string): readonly Step[] {
  return [
    ...nodeBase,
    { line: 'WORKDIR /srv/web', megabytes: 0.0002, seed: 'workdir' },
    { line: 'COPY package.json package-lock.json ./ # buildkit', megabytes: 0.18, seed: `lock ${dependencies}` },
    { line: 'RUN /bin/sh -c npm ci --omit=dev && npm cache clean --force', megabytes: 31, seed: `modules ${dependencies}` },
    { line: 'COPY dist ./dist # buildkit', megabytes: 12.4, seed: `dist ${version}` },
    { line: `LABEL org.opencontainers.image.version=${version}` },
    { line: 'USER 1000:1000' },
    { line: 'EXPOSE map[8080/tcp:{}]' },
    { line: 'CMD ["node" "dist/server.js"]' },
  ];
}

function webRun(version: string): Readonly<Record<string, unknown>> {
  return {
    User: '1000:1000',
    WorkingDir: '/srv/web',
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['node', 'dist/server.js'],
    Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production', 'PORT=8080', 'SESSION_SECRET=change-me'],
    ExposedPorts: { '8080/tcp': {} },
    Volumes: { '/var/cache/web': {} },
    Labels: { 'org.opencontainers.image.version': version, 'org.opencontainers.image.title': 'web' },
    Healthcheck: { Test: ['CMD-SHELL', 'wget -qO- http://localhost:8080/healthz || exit 1'] },
    StopSignal: 'SIGTERM',
  };
}

async function web(version: string, dependencies: string, created: string, scale: number): Promise<Image> {
  return await imageOf({ created, steps: webSteps(version, dependencies), run: webRun(version) }, scale);
}

async function several(
  created: string,
  steps: readonly Step[],
  platforms: readonly string[],
  scale: number,
): Promise<Root['node']> {
  const children: Image[] = [];
  for (const platform of platforms) children.push(await imageOf({ created, steps, run: { Cmd: ['/bin/sh'] }, platform }, scale));
  return buildIndex({ children, attested: true });
}

async function redis(version: string, scale: number): Promise<Image> {
  const steps: readonly Step[] = [
    ...alpine,
    { line: `RUN /bin/sh -c apk add --no-cache redis=${version}`, megabytes: 11.7, seed: `redis ${version}` },
    { line: 'CMD ["redis-server"]' },
  ];
  const run = { Cmd: ['redis-server'], ExposedPorts: { '6379/tcp': {} } };
  return await imageOf({ created: '2026-05-17T04:00:00Z', steps, run }, scale);
}

function signatureOf(subject: Image): Artifact {
  return buildArtifact({
    configMediaType: 'application/vnd.oci.empty.v1+json',
    config: '{}',
    artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
    layers: [{ mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', content: `signed ${subject.manifest.digest}` }],
    subject,
  });
}

function sbomOf(subject: Image): Artifact {
  return buildArtifact({
    configMediaType: 'application/vnd.oci.empty.v1+json',
    config: '{}',
    artifactType: 'application/spdx+json',
    layers: [
      {
        mediaType: 'application/spdx+json',
        content: `{"spdxVersion":"SPDX-2.3","name":"${subject.manifest.digest}"}`,
        title: 'web.spdx.json',
      },
    ],
    subject,
  });
}

const named = (node: Root['node'], names: readonly string[], referrers: readonly Artifact[] = []): Root => ({
  node,
  names,
  referrers,
});

function goBinary(name: string, megabytes: number): readonly Step[] {
  return [
    { line: 'COPY /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/', megabytes: 0.21, seed: 'certificates' },
    { line: `COPY ${name} /usr/local/bin/${name} # buildkit`, megabytes, seed: name },
    { line: `ENTRYPOINT ["/usr/local/bin/${name}"]` },
  ];
}

function workerSteps(version: string): readonly Step[] {
  return [
    ...nodeBase,
    { line: 'COPY queue ./queue # buildkit', megabytes: 9.1, seed: `queue ${version}` },
    { line: 'CMD ["node" "queue/main.js"]' },
  ];
}

/** Archive → what it holds, in the order they came in. Later ones take tags from earlier ones. */
async function deliveries(scale: number): Promise<readonly (readonly [string, readonly Root[]])[]> {
  const { web: webName, worker, prometheus, chart } = showcase;
  const nginx: readonly Step[] = [
    ...alpine,
    { line: 'RUN /bin/sh -c set -x && apk add --no-cache nginx=1.27.0-r1', megabytes: 14.2, seed: 'nginx' },
    { line: 'STOPSIGNAL SIGQUIT' },
    { line: 'CMD ["nginx" "-g" "daemon off;"]' },
  ];
  const postgres: readonly Step[] = [
    ...alpine,
    { line: 'RUN /bin/sh -c set -eux; apk add --no-cache icu-data-full llvm15', megabytes: 58, seed: 'postgres libraries' },
    { line: 'RUN /bin/sh -c wget -O postgresql.tar.bz2 && make -C src install', megabytes: 26, seed: 'postgres' },
    { line: 'VOLUME [/var/lib/postgresql/data]' },
    { line: 'CMD ["postgres"]' },
  ];
  const current = await web('2.4.0', 'b', '2026-06-11T08:14:02Z', scale);
  return [
    [
      'airgap-2026-05.tar',
      [
        named(await web('2.3.0', 'a', '2026-05-06T09:41:17Z', scale), [`${webName}:v2.3.0`, `${webName}:latest`]),
        named(await web('2.4.0-rc.1', 'b', '2026-05-28T15:20:44Z', scale), [`${webName}:nightly`]),
        named(await several('2026-05-06T09:50:00Z', workerSteps('2.3.0'), ['linux/amd64', 'linux/arm64'], scale), [
          `${worker}:v2.3.0`,
        ]),
        named(await several('2026-04-23T10:00:00Z', nginx, ['linux/amd64', 'linux/arm64', 'linux/arm/v7'], scale), [
          'docker.io/library/nginx:1.27',
          'docker.io/library/nginx:1.27.0-alpine',
        ]),
      ],
    ],
    [
      'databases.tar',
      [
        named(await several('2026-05-09T10:00:00Z', postgres, ['linux/amd64', 'linux/arm64'], scale), [
          'docker.io/library/postgres:16',
          'docker.io/library/postgres:16.3-alpine',
        ]),
        named(await redis('7.4', scale), ['docker.io/library/redis:7.4-alpine']),
        named(
          await imageOf(
            {
              created: '2026-05-30T12:00:00Z',
              steps: goBinary('prometheus', 38),
              run: { Entrypoint: ['/usr/local/bin/prometheus'] },
            },
            scale,
          ),
          [`${prometheus}:v2.53.0`],
        ),
      ],
    ],
    [
      'airgap-2026-06.tar',
      [
        named(current, [`${webName}:v2.4.0`, `${webName}:latest`, `${webName}:stable`], [signatureOf(current), sbomOf(current)]),
        named(await web('2.5.0-dev', 'c', '2026-06-13T17:02:51Z', scale), [`${webName}:nightly`]),
        named(await several('2026-06-11T08:30:00Z', workerSteps('2.4.0'), ['linux/amd64', 'linux/arm64'], scale), [
          `${worker}:v2.4.0`,
          `${worker}:latest`,
        ]),
        named(
          buildArtifact({
            configMediaType: 'application/vnd.cncf.helm.config.v1+json',
            config: '{"name":"web","version":"1.8.2","apiVersion":"v2","appVersion":"2.4.0"}',
            layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', content: 'chart '.repeat(4000) }],
          }),
          [`${chart}:1.8.2`],
        ),
      ],
    ],
  ];
}

/** What comes next, for a plan: some of it new, a tag that moves, and what is here already. */
async function nextDelivery(scale: number): Promise<readonly Root[]> {
  const { web: webName, worker } = showcase;
  const platforms = ['linux/amd64', 'linux/arm64'];
  return [
    named(await web('2.4.1', 'b', '2026-07-02T07:31:09Z', scale), [`${webName}:v2.4.1`, `${webName}:latest`]),
    named(await several('2026-06-11T08:30:00Z', workerSteps('2.4.0'), platforms, scale), [`${worker}:v2.4.0`]),
    named(await redis('7.4.1', scale), ['docker.io/library/redis:7.4.1-alpine']),
  ];
}

/** Beside the store of a showcase, to be imported. */
export const nextArchive = 'airgap-2026-07.tar';

/** Fills the store; `scale` 1 is some 500 MB, 0.001 is enough to look at. Archives are written into `folder`. */
export async function fillShowcase(storePath: string, folder: string, scale: number): Promise<void> {
  await withStore(storePath, async (store: OpenedStore) => {
    for (const [name, roots] of await deliveries(scale)) {
      const path = join(folder, name);
      await writeProduced(producers.hybrid.make(roots), path);
      await store.importPath(path);
    }
  });
  await writeProduced(producers.hybrid.make(await nextDelivery(scale)), join(folder, nextArchive));
}
