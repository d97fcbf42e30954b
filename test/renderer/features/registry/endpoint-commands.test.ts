// Room test: the commands for clients of the local registry name what is asked for, and say what plain HTTP and a certificate need.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clients,
  commandsFor,
  type EndpointFacts,
  type Example,
  knows,
} from '../../../../renderer/features/registry/endpoint-commands.ts';

const digest = `sha256:${'8b'.repeat(32)}`;
const plain: EndpointFacts = { address: '127.0.0.1:5500', isTls: false, certificate: null, user: null, allowPush: true };
const secure: EndpointFacts = {
  address: '192.168.1.5:5500',
  isTls: true,
  certificate: 'registry.crt',
  user: 'ops',
  allowPush: true,
};
const image: Example = { repository: 'registry.example.com/team/web', tag: 'v2', digest, isIndex: false, kind: 'image' };

const endpoints = fc.record<EndpointFacts>({
  address: fc.constantFrom('127.0.0.1:5500', '192.168.1.5:5501'),
  isTls: fc.boolean(),
  certificate: fc.constantFrom(null, 'registry.crt'),
  user: fc.constantFrom(null, 'ops'),
  allowPush: fc.boolean(),
});
const examples = fc.record<Example>({
  repository: fc.constantFrom('docker.io/library/alpine', 'docker.io/team/app', 'registry.example.com/a/b/c'),
  tag: fc.constantFrom(null, '1.0', 'latest'),
  digest: fc.constant(digest),
  isIndex: fc.boolean(),
  kind: fc.constantFrom('image', 'helm', 'other'),
});

function texts(client: (typeof clients)[number], endpoint: EndpointFacts, example = image): Readonly<Record<string, string>> {
  return Object.fromEntries(commandsFor(client, endpoint, example).map(({ step, text }) => [step, text]));
}

function known(kind: Example['kind']): readonly string[] {
  return clients.filter((client) => knows(client, { ...image, kind }));
}

describe('commands for clients', () => {
  it('name the registry in every line, and the digest where it is asked for', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clients), endpoints, examples, (client, endpoint, example) => {
        for (const { step, text } of commandsFor(client, endpoint, example)) {
          expect(text).toContain(endpoint.address);
          if (step === 'pullDigest' || step === 'imageDigest') expect(text).toContain(`@${digest}`);
          expect(text).not.toMatch(/null|undefined| {2}(?!capabilities|ca)/);
        }
      }),
    );
  });

  it('offer to push only where that is allowed, to sign in only where there are users, a tag only where there is one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clients), endpoints, examples, (client, endpoint, example) => {
        const steps = commandsFor(client, endpoint, example).map(({ step }) => step);
        expect(new Set(steps).size).toBe(steps.length);
        if (!endpoint.allowPush || example.tag === null) expect(steps).not.toContain('push');
        if (endpoint.user === null) expect(steps).not.toContain('signIn');
        if (endpoint.certificate === null) expect(steps).not.toContain('trust');
        if (example.tag === null) expect(steps).not.toContain('pullTag');
        expect(steps.some((step) => step === 'pullDigest' || step === 'imageDigest')).toBe(true);
      }),
    );
  });

  it('need no flag for docker on this computer, and one for each client that knows no exception', () => {
    expect(texts('docker', plain)).toEqual({
      pullTag: 'docker pull 127.0.0.1:5500/registry.example.com/team/web:v2',
      pullDigest: `docker pull 127.0.0.1:5500/registry.example.com/team/web@${digest}`,
      push: 'docker push 127.0.0.1:5500/registry.example.com/team/web:v2',
    });
    const target = '127.0.0.1:5500/registry.example.com/team/web:v2';
    expect(texts('podman', plain)['pullTag']).toBe(`podman pull --tls-verify=false ${target}`);
    expect(texts('skopeo', plain)['pullTag']).toBe(`skopeo copy --src-tls-verify=false docker://${target} oci:web:v2`);
    expect(texts('skopeo', plain)['push']).toBe(`skopeo copy --dest-tls-verify=false oci:web:v2 docker://${target}`);
    expect(texts('crane', plain)['pullTag']).toBe(`crane pull --insecure ${target} web.tar`);
    expect(texts('oras', plain)['pullTag']).toBe(`oras cp --from-plain-http ${target} --to-oci-layout web:v2`);
    expect(texts('containerd', plain)['pullTag']).toBe(`ctr -n k8s.io images pull --plain-http ${target}`);
    expect(texts('Kubernetes', plain)['hosts']).toContain('[host."http://127.0.0.1:5500"]');
  });

  it('write a chart as Helm names it: by repository and version, with the plus that a tag cannot hold', () => {
    const chart: Example = { ...image, repository: 'registry.example.com/charts/web', tag: '1.8.2_build.3', kind: 'helm' };
    expect(texts('helm', plain, chart)).toEqual({
      pullTag: 'helm pull oci://127.0.0.1:5500/registry.example.com/charts/web --version 1.8.2+build.3 --plain-http',
      pullDigest: `helm pull oci://127.0.0.1:5500/registry.example.com/charts/web@${digest} --plain-http`,
      push: 'helm push web-1.8.2+build.3.tgz oci://127.0.0.1:5500/registry.example.com/charts --plain-http',
    });
  });

  it('trust the certificate that was made, and sign in, before they pull over the network', () => {
    const steps = commandsFor('docker', secure, image).map(({ step }) => step);
    expect(steps).toEqual(['trust', 'signIn', 'pullTag', 'pullDigest', 'push']);
    expect(texts('docker', secure)['trust']).toBe(
      'sudo install -D -m 644 registry.crt /etc/docker/certs.d/192.168.1.5:5500/ca.crt',
    );
    expect(texts('podman', secure)['trust']).toContain('/etc/containers/certs.d/192.168.1.5:5500/ca.crt');
    expect(texts('Kubernetes', secure)['hosts']).toContain('  ca = "/etc/containerd/certs.d/192.168.1.5:5500/ca.crt"');
    for (const client of clients) {
      const all = Object.values(texts(client, secure)).join('\n');
      expect(all).not.toMatch(/plain-http|insecure|tls-verify=false|http:/);
      expect(all).toContain('ops');
    }
  });

  it('take every platform of an index', () => {
    const index = { ...image, isIndex: true };
    expect(texts('skopeo', plain, index)['pullTag']).toContain('copy --all ');
    expect(texts('crane', plain, index)['push']).toContain('--index ');
    expect(texts('containerd', plain, index)['pullTag']).toContain('--all-platforms');
  });

  it('are for clients that know the kind of artifact', () => {
    expect(known('image')).toEqual(clients.filter((client) => client !== 'helm'));
    expect(known('helm')).toEqual(['skopeo', 'crane', 'helm', 'oras']);
    expect(known('other')).toEqual(['skopeo', 'crane', 'oras']);
  });
});
