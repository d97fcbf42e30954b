// Feature registry: what to type into each client to reach the local registry: with the flags plain HTTP needs beyond loopback's
// exceptions, the certificate where one was made, and who to sign in as. Pure.
import { familiarName } from '../../format/names.ts';

export const clients = ['docker', 'podman', 'skopeo', 'crane', 'helm', 'oras', 'containerd', 'Kubernetes'] as const;
export type Client = (typeof clients)[number];

/** How clients reach the registry. */
export interface EndpointFacts {
  /** `host:port`. */
  readonly address: string;
  readonly isTls: boolean;
  /** File name of a certificate clients do not know, or null. */
  readonly certificate: string | null;
  /** A user to sign in as; null where nobody needs to. */
  readonly user: string | null;
  readonly allowPush: boolean;
}

/** The artifact the commands are written for. */
export interface Example {
  /** Full form. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string;
  readonly isIndex: boolean;
  /** `image` stands for an index too. */
  readonly kind: 'image' | 'helm' | 'other';
}

/** What a command does; each has its words. */
export type CommandStep =
  | 'trust'
  | 'signIn'
  | 'pullTag'
  | 'pullDigest'
  | 'push'
  | 'nerdctl'
  | 'hosts'
  | 'secret'
  | 'imageTag'
  | 'imageDigest';

export interface EndpointCommand {
  readonly step: CommandStep;
  /** Several lines for a file. */
  readonly text: string;
}

/** Whether this client can do anything with such an artifact. */
export function knows(client: Client, { kind }: Example): boolean {
  if (client === 'helm') return kind === 'helm';
  if (client === 'skopeo' || client === 'crane' || client === 'oras') return true;
  return kind === 'image';
}

/** Whether the local registry can serve it by a path: a registry with a port has no place in one. */
export function isServed(repository: string): boolean {
  return !repository.includes(':');
}

/** In the order one types them: trust, sign in, pull, push. */
export function commandsFor(client: Client, endpoint: EndpointFacts, example: Example): readonly EndpointCommand[] {
  return makers[client](endpoint, namesOf(endpoint, example)).filter(
    ({ step, text }) => text !== '' && (step !== 'push' || endpoint.allowPush) && (step !== 'signIn' || endpoint.user !== null),
  );
}

interface Names {
  /** `host:port/path:tag`; empty for an artifact without a tag, whose line then falls out. */
  readonly byTag: string;
  readonly byDigest: string;
  /** Last part of the path. */
  readonly leaf: string;
  /** A layout folder: `web:v1`. */
  readonly local: string;
  readonly tag: string;
  readonly repository: string;
  /** Of the repository, without its last part. */
  readonly parent: string;
  readonly isIndex: boolean;
}

function namesOf({ address }: EndpointFacts, { repository: full, tag, digest, isIndex }: Example): Names {
  const repository = `${address}/${familiarName(full)}`;
  const at = repository.lastIndexOf('/');
  const leaf = repository.slice(at + 1);
  return {
    byTag: tag === null ? '' : `${repository}:${tag}`,
    byDigest: `${repository}@${digest}`,
    leaf,
    local: tag === null ? leaf : `${leaf}:${tag}`,
    tag: tag ?? '',
    repository,
    parent: repository.slice(0, at),
    isIndex,
  };
}

type Maker = (endpoint: EndpointFacts, names: Names) => readonly EndpointCommand[];

const makers: Readonly<Record<Client, Maker>> = {
  docker: (endpoint, names) => [trust(endpoint, 'docker'), ...engine('docker', endpoint, names, '')],
  podman: (endpoint, names) => [
    trust(endpoint, 'containers'),
    ...engine('podman', endpoint, names, endpoint.isTls ? '' : '--tls-verify=false '),
  ],
  skopeo: (endpoint, { byTag, byDigest, local, leaf, isIndex }) => {
    const all = isIndex ? '--all ' : '';
    const [source, target, login] = endpoint.isTls
      ? ['', '', '']
      : ['--src-tls-verify=false ', '--dest-tls-verify=false ', '--tls-verify=false '];
    return [
      trust(endpoint, 'containers'),
      { step: 'signIn', text: `skopeo login ${login}-u ${endpoint.user} ${endpoint.address}` },
      { step: 'pullTag', text: line(byTag, `skopeo copy ${all}${source}docker://${byTag} oci:${local}`) },
      { step: 'pullDigest', text: `skopeo copy ${all}${source}docker://${byDigest} oci:${leaf}` },
      { step: 'push', text: line(byTag, `skopeo copy ${all}${target}oci:${local} docker://${byTag}`) },
    ];
  },
  crane: (endpoint, { byTag, byDigest, leaf, isIndex }) => {
    const crane = `${endpoint.certificate === null ? '' : `SSL_CERT_FILE=${endpoint.certificate} `}crane`;
    const insecure = endpoint.isTls ? '' : '--insecure ';
    const [format, file, index] = isIndex ? ['--format=oci ', leaf, '--index '] : ['', `${leaf}.tar`, ''];
    return [
      { step: 'signIn', text: `${crane} auth login ${endpoint.address} -u ${endpoint.user} -p PASSWORD` },
      { step: 'pullTag', text: line(byTag, `${crane} pull ${insecure}${format}${byTag} ${file}`) },
      { step: 'pullDigest', text: `${crane} pull ${insecure}${format}${byDigest} ${file}` },
      { step: 'push', text: line(byTag, `${crane} push ${insecure}${index}${file} ${byTag}`) },
    ];
  },
  helm: (endpoint, { repository, parent, byTag, byDigest, leaf, tag }) => {
    const flags = transport(endpoint, '--plain-http', '--ca-file');
    // A tag cannot hold the plus of a version: Helm writes an underscore.
    const version = tag.replaceAll('_', '+');
    return [
      { step: 'signIn', text: `helm registry login ${endpoint.address} -u ${endpoint.user}${flags}` },
      { step: 'pullTag', text: line(byTag, `helm pull oci://${repository} --version ${version}${flags}`) },
      { step: 'pullDigest', text: `helm pull oci://${byDigest}${flags}` },
      { step: 'push', text: line(byTag, `helm push ${leaf}-${version}.tgz oci://${parent}${flags}`) },
    ];
  },
  oras: (endpoint, { byTag, byDigest, local, leaf }) => {
    const flags = transport(endpoint, '--plain-http', '--ca-file');
    const from = transport(endpoint, '--from-plain-http', '--from-ca-file');
    const to = transport(endpoint, '--to-plain-http', '--to-ca-file');
    return [
      { step: 'signIn', text: `oras login ${endpoint.address} -u ${endpoint.user}${flags}` },
      { step: 'pullTag', text: line(byTag, `oras cp${from} ${byTag} --to-oci-layout ${local}`) },
      { step: 'pullDigest', text: `oras cp${from} ${byDigest} --to-oci-layout ${leaf}` },
      { step: 'push', text: line(byTag, `oras cp --from-oci-layout ${local}${to} ${byTag}`) },
    ];
  },
  containerd: (endpoint, { byTag, byDigest, isIndex }) => {
    const user = endpoint.user === null ? '' : ` --user ${endpoint.user}`;
    const flags = `${transport(endpoint, '--plain-http', '--tlscacert')}${user}`;
    const all = isIndex ? ' --all-platforms' : '';
    return [
      { step: 'pullTag', text: line(byTag, `ctr -n k8s.io images pull${flags}${all} ${byTag}`) },
      { step: 'pullDigest', text: `ctr -n k8s.io images pull${flags}${all} ${byDigest}` },
      { step: 'push', text: line(byTag, `ctr -n k8s.io images push${flags} ${byTag}`) },
      { step: 'nerdctl', text: `nerdctl pull ${plainNerdctl(endpoint)}${byTag === '' ? byDigest : byTag}` },
    ];
  },
  Kubernetes: (endpoint, { byTag, byDigest }) => [
    trust(endpoint, 'containerd'),
    { step: 'hosts', text: hostsFile(endpoint) },
    { step: 'secret', text: secret(endpoint) },
    { step: 'imageTag', text: line(byTag, `image: ${byTag}`) },
    { step: 'imageDigest', text: `image: ${byDigest}` },
  ],
};

/** docker and podman, which share their words. */
function engine(name: 'docker' | 'podman', { address, user }: EndpointFacts, names: Names, flags: string) {
  const { byTag, byDigest } = names;
  return [
    { step: 'signIn', text: `${name} login ${flags}-u ${user} ${address}` },
    { step: 'pullTag', text: line(byTag, `${name} pull ${flags}${byTag}`) },
    { step: 'pullDigest', text: `${name} pull ${flags}${byDigest}` },
    { step: 'push', text: line(byTag, `${name} push ${flags}${byTag}`) },
  ] as const satisfies readonly EndpointCommand[];
}

/** Puts the certificate where this family of clients looks for one. */
function trust({ certificate, address }: EndpointFacts, family: 'docker' | 'containers' | 'containerd'): EndpointCommand {
  return {
    step: 'trust',
    text: certificate === null ? '' : `sudo install -D -m 644 ${certificate} ${certsFolder(family, address)}/ca.crt`,
  };
}

function certsFolder(family: string, address: string): string {
  return `/etc/${family}/certs.d/${address}`;
}

function transport({ isTls, certificate }: EndpointFacts, plain: string, ca: string): string {
  if (!isTls) return ` ${plain}`;
  return certificate === null ? '' : ` ${ca} ${certificate}`;
}

function plainNerdctl({ isTls }: EndpointFacts): string {
  return isTls ? '' : '--insecure-registry ';
}

/** containerd's documentation, docs/hosts.md. */
function hostsFile(endpoint: EndpointFacts): string {
  const { address, isTls, certificate } = endpoint;
  const url = `${isTls ? 'https' : 'http'}://${address}`;
  return [
    `# ${certsFolder('containerd', address)}/hosts.toml`,
    `server = "${url}"`,
    `[host."${url}"]`,
    '  capabilities = ["pull", "resolve"]',
    ...(certificate === null ? [] : [`  ca = "${certsFolder('containerd', address)}/ca.crt"`]),
  ].join('\n');
}

function secret({ address, user }: EndpointFacts): string {
  if (user === null) return '';
  return `kubectl create secret docker-registry stowage --docker-server=${address} --docker-username=${user} --docker-password=PASSWORD`;
}

/** Nothing for what needs a tag and has none. */
function line(byTag: string, text: string): string {
  return byTag === '' ? '' : text;
}
