// Room test/support: a few small roots of every kind that share layers, configs and children with each other, so that
// sequences of imports and removals meet shared bytes. Built once, the same every time.
import {
  type Artifact,
  buildArtifact,
  buildCache,
  buildImage,
  buildIndex,
  type ContentNode,
  type Image,
  type LayerSpec,
  type Root,
} from '../build/image.ts';
import { file } from '../build/tar.ts';

export type PoolRoot = Omit<Root, 'names'>;

const layer = (content: string, compression: LayerSpec['compression'] = 'none'): LayerSpec => ({
  entries: [file(`srv/${content}`, content.repeat(40))],
  compression,
});

const base = layer('base');
const tools = layer('tools', 'gzip');
const image = async (platform: string, ...layers: readonly LayerSpec[]): Promise<Image> =>
  await buildImage({ platform, layers, labels: { layers: String(layers.length) } });

const about = (subject: ContentNode, artifactType: string): Artifact =>
  buildArtifact({
    configMediaType: 'application/vnd.oci.empty.v1+json',
    config: '{}',
    artifactType,
    layers: [{ mediaType: artifactType, content: `about ${subject.manifest.digest}` }],
    subject,
  });

/** Images, a sha512 one, indexes (one nested and attested), a chart, a build cache, and roots with signatures and their signatures. */
export async function rootPool(): Promise<readonly PoolRoot[]> {
  const small = await image('linux/amd64', base);
  const large = await image('linux/amd64', base, tools, layer('large'));
  const arm = await image('linux/arm64/v8', base, layer('arm', 'zstd'));
  const long = await buildImage({ platform: 'linux/amd64', layers: [base, layer('long')], algorithm: 'sha512' });
  const platforms = buildIndex({ children: [large, arm], attested: true });
  const nested = buildIndex({ children: [small, buildIndex({ children: [arm] })] });
  const chart = buildArtifact({
    configMediaType: 'application/vnd.cncf.helm.config.v1+json',
    config: '{"name":"chart","version":"0.1.0","apiVersion":"v2"}',
    layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', content: 'a chart' }],
  });
  const signature = about(platforms, 'application/vnd.dev.cosign.artifact.sig.v1+json');
  return [
    { node: small, referrers: [] },
    { node: large, referrers: [about(large, 'application/spdx+json')] },
    { node: arm, referrers: [] },
    { node: long, referrers: [] },
    { node: platforms, referrers: [signature, about(signature, 'application/vnd.example.review')] },
    { node: nested, referrers: [] },
    { node: chart, referrers: [] },
    { node: buildCache(['compiled', 'linked']), referrers: [] },
  ];
}
