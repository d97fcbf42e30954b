// Feature artifact: the commands that bring an artifact to a client: out of the store as a file, and from there, without any network
// but the one to where it goes. Pure.
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { artifactReference, digestAddress, shortDigest, tagAddress } from '../../../format/names.ts';

export type Client = 'docker' | 'podman' | 'containerd' | 'skopeo' | 'crane' | 'helm' | 'oras';

/** What a line of commands does; each has its sentence. */
export type Step = 'export' | 'load' | 'run' | 'push' | 'takeChart' | 'install' | 'pull';

export interface ClientCommand {
  readonly step: Step;
  readonly text: string;
}

/** Clients that know this kind of artifact, the usual one first. */
export function clientsFor({ kind }: ArtifactDetail): readonly Client[] {
  switch (kind) {
    case 'image':
    case 'index':
      return ['docker', 'podman', 'containerd', 'skopeo', 'crane'];
    case 'helm':
      return ['helm', 'oras', 'skopeo'];
    default:
      return ['oras', 'skopeo'];
  }
}

export function commandsFor(artifact: ArtifactDetail, client: Client): readonly ClientCommand[] {
  const { repository, digest, kind, tags, image } = artifact;
  const [tag] = tags;
  const isNamed = repository !== null && tag !== undefined;
  // Clients other than docker do not fill in docker.io: they get the whole name.
  const full = isNamed ? `${repository}:${tag}` : artifactReference(repository, digest);
  const shown = isNamed ? tagAddress(repository, tag) : digestAddress(repository, digest);
  const leaf = repository?.split('/').at(-1) ?? artifact.annotations['org.opencontainers.image.title'] ?? kind;
  const name = `${leaf}-${tag ?? shortDigest(digest)}`;
  const file = `${name}.tar`;
  const target = repository === null ? 'REGISTRY/NAME:TAG' : isNamed ? full : `${repository}:TAG`;
  const out: ClientCommand = { step: 'export', text: `stowage export ${shown} -o ${file}` };
  const isIndex = kind === 'index';
  switch (client) {
    case 'docker':
    case 'podman': {
      const load: ClientCommand = { step: 'load', text: `${client} load -i ${file}` };
      return isNamed ? [out, load, { step: 'run', text: `${client} run --rm ${shown}` }] : [out, load];
    }
    case 'containerd':
      return [out, { step: 'load', text: `ctr -n k8s.io images import ${isIndex ? '--all-platforms ' : ''}${file}` }];
    case 'skopeo':
      return [out, { step: 'push', text: `skopeo copy ${isIndex ? '--all ' : ''}oci-archive:${file} docker://${target}` }];
    case 'crane':
      return isIndex
        ? [
            { step: 'export', text: `stowage export ${shown} -o ${name} --profile dir` },
            { step: 'push', text: `crane push --index ${name} ${target}` },
          ]
        : [out, { step: 'push', text: `crane push ${file} ${target}` }];
    case 'helm': {
      const chart = image?.layers.find(({ mediaType }) => mediaType.includes('helm.chart.content')) ?? image?.layers[0];
      if (chart === undefined) return [out];
      return [
        { step: 'takeChart', text: `stowage cat ${chart.digest} > ${name}.tgz` },
        { step: 'install', text: `helm install ${leaf} ${name}.tgz` },
      ];
    }
    default:
      return [
        out,
        { step: 'pull', text: `oras pull --oci-layout ${file}@${digest}` },
        { step: 'push', text: `oras cp --from-oci-layout ${file}@${digest} ${target}` },
      ];
  }
}
