// Tests of locks at the endpoint: every way to write meets them, says which lock it was, and changes nothing.
import { expect, it } from 'vitest';
import { call } from '../../../../main/host/client.ts';
import { expectInvariants } from '../../../support/invariants.ts';
import { filesOf, namesIn } from '../../opened-store.ts';
import { ociManifest, smallImage, withRegistry } from './served-registry.ts';

it.each([
  ['a repository', 'team/app', 'team/app'],
  ['a tag', 'team/app:v1', 'team/app:v1'],
  ['an artifact', 'team/app@DIGEST', 'team/app@DIGEST'],
] as const)('a lock on %s forbids every way to write and delete there, and says so', async (_what, holder, by) => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'first');
    const second = await registry.pushImage('other/app', 'v1', 'second');
    const at = (text: string): string => text.replace('DIGEST', manifest.digest);
    const locked = { reference: at(holder), writeEnabled: false, deleteEnabled: false };
    await call(registry.opened.host, 'lock.set', locked);
    const before = [filesOf(registry.store), namesIn(registry.store)];
    const put = { headers: { 'content-type': ociManifest }, body: second.manifest.bytes };
    const again = { headers: { 'content-type': ociManifest }, body: manifest.bytes };
    const tries: readonly (readonly [string, string, object?])[] = [
      ['PUT', 'manifests/v1', put],
      ['PUT', `manifests/${second.manifest.digest}?tag=v1`, put],
      ['PUT', `manifests/v2?tag=v1`, put],
      ['DELETE', 'manifests/v1'],
      ['DELETE', `manifests/${manifest.digest}`],
      // Nothing new comes into a locked repository; a locked artifact gets no further tag.
      ...(holder === 'team/app'
        ? ([
            ['PUT', `manifests/${second.manifest.digest}`, put],
            ['PUT', 'manifests/new', put],
          ] as const)
        : []),
      ...(holder === 'team/app:v1'
        ? []
        : ([
            ['PUT', 'manifests/new', again],
            ['PUT', `manifests/${manifest.digest}?tag=new`, again],
          ] as const)),
    ];
    for (const [method, path, asked] of tries) {
      const { status, body } = await registry.ask(method, `/v2/team/app/${path}`, asked);
      expect([method, path, status, JSON.parse(String(body))]).toEqual([
        method,
        path,
        409,
        { errors: [expect.objectContaining({ code: 'DENIED', detail: { lock: expect.stringContaining(at(by)) } })] },
      ]);
    }
    expect([filesOf(registry.store), namesIn(registry.store)]).toEqual(before);
    // What is there already is there: pushing it again changes nothing.
    expect((await registry.putManifest('team/app', 'v1', manifest.bytes)).status).toBe(201);
    expect([filesOf(registry.store), namesIn(registry.store)]).toEqual(before);
  });
});

it('a locked subject stays, and a tagged referrer that is locked outlives its subject', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'first');
    const subject = { mediaType: ociManifest, digest: manifest.digest, size: manifest.bytes.length };
    const referrer = smallImage('referrer', { subject, artifactType: 'application/x' }).manifest;
    expect((await registry.putManifest('team/app', 'signature', referrer.bytes)).status).toBe(201);
    const lock = async (tag: string, deleteEnabled: boolean): Promise<unknown> =>
      await call(registry.opened.host, 'lock.set', { reference: `team/app:${tag}`, deleteEnabled });
    await lock('v1', false);
    expect(await registry.refusal('DELETE', `/v2/team/app/manifests/${manifest.digest}`)).toEqual([409, 'DENIED']);
    await lock('v1', true);
    await lock('signature', false);
    expect((await registry.ask('DELETE', `/v2/team/app/manifests/${manifest.digest}`)).status).toBe(202);
    expect((await registry.ask('GET', '/v2/team/app/manifests/signature')).body).toEqual(referrer.bytes);
    await call(registry.opened.host, 'registry.stop', {});
    await expectInvariants(registry.opened);
  });
});
