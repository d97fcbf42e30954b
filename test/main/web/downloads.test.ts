// Tests of downloads through main/web: an export of a real host goes straight to the client.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import { buildImage } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { file, tarOf } from '../../build/tar.ts';
import { archiveFolder } from '../expected-archives.ts';
import { leftoversIn, temporaryFolder } from '../opened-store.ts';
import { type ServedInterface, type Visitor, withVisitor } from './served-interface.ts';

afterEach(() => vi.useRealTimers());

async function importPath({ host }: ServedInterface, path: string): Promise<readonly string[]> {
  const report = await runJob(host, 'archive.import', { picks: [host.picks.offer({ kind: 'path', path })] });
  return report.archives.flatMap((archive) => archive.artifacts.flatMap((artifact) => artifact.references));
}

/** Imports an image larger than all buffers between an export and a client that does not read. */
async function importLarge(served: ServedInterface): Promise<string> {
  const folder = temporaryFolder();
  const path = join(folder, 'large.tar');
  const layers = [{ entries: [file('large', randomBytes(48 << 20))], compression: 'none' as const }];
  const node = await buildImage({ platform: 'linux/amd64', layers });
  writeFileSync(path, await tarOf(hybrid([{ node, names: ['docker.io/library/large:1'], referrers: [] }]).entries));
  await importPath(served, path);
  rmSync(folder, { recursive: true });
  return 'large:1';
}

async function download(visitor: Visitor, name: string, exported: object) {
  const { pick, url } = await visitor.offerDownload(name);
  const receiving = visitor.ask('GET', url);
  const { settled } = await visitor.start('archive.export', { target: pick, ...exported });
  const reply = await receiving;
  return { reply, url, settled };
}

describe('a download', () => {
  it.each([{}, { profile: 'oci' }, { compress: 'gzip' }] as const)(
    'has the bytes that a file would have, with %j',
    async (options) => {
      await withVisitor(async (visitor, served) => {
        const references = [...(await importPath(served, join(archiveFolder, 'docker-28.5-containerd', 'multi-full.tar')))];
        const path = join(served.storePath, '..', 'exported.tar');
        const target = served.host.picks.offer({ kind: 'path', path });
        await runJob(served.host, 'archive.export', { references, target, ...options });
        const { reply, settled } = await download(visitor, 'exported.tar', { references, ...options });
        expect(reply.status).toBe(200);
        expect(await buffer(reply.body)).toEqual(readFileSync(path));
        expect(reply.body.complete).toBe(true);
        expect(await settled).toMatchObject({ ok: true });
      });
    },
  );

  it('of a blob has its bytes', async () => {
    await withVisitor(async (visitor, served) => {
      await importPath(served, join(archiveFolder, 'docker-28.5', 'app.tar'));
      const { pick, url } = await visitor.offerDownload('layer.tar');
      const digest = (await call(served.host, 'artifact.list', {})).items[0]?.digest ?? '';
      const receiving = visitor.ask('GET', url);
      const { settled } = await visitor.start('blob.read', { digest, target: pick });
      const { body } = await receiving;
      expect(await buffer(body)).toEqual(readFileSync(join(served.storePath, 'blobs', ...digest.split(':'))));
      expect(await settled).toMatchObject({ ok: true });
    });
  });

  it('carries its name, whatever is in it', async () => {
    await withVisitor(async (visitor, served) => {
      const references = [...(await importPath(served, join(archiveFolder, 'docker-28.5', 'app.tar')))];
      const names = ['app 1.0.tar', '映像"檔/\r\nx: y%41.tar'];
      const dispositions: (string | undefined)[] = [];
      for (const name of names) {
        const { reply } = await download(visitor, name, { references });
        dispositions.push(reply.headers['content-disposition']);
        await buffer(reply.body);
      }
      expect(dispositions).toEqual([
        `attachment; filename="app 1.0.tar"; filename*=UTF-8''app%201.0.tar`,
        `attachment; filename="_______x: y_41.tar"; filename*=UTF-8''%E6%98%A0%E5%83%8F%22%E6%AA%94___x%3A%20y%2541.tar`,
      ]);
    });
  });

  it('that the client leaves cancels its export', async () => {
    await withVisitor(async (visitor, served) => {
      const references = [await importLarge(served)];
      const { reply, settled } = await download(visitor, 'large.tar', { references });
      reply.body.destroy();
      expect(await settled).toMatchObject({ ok: false, error: { code: 'cancelled' } });
      expect(leftoversIn(served.storePath)).toEqual([]);
    });
  });

  it('of an export that is cancelled breaks off: it never looks whole', async () => {
    await withVisitor(async (visitor, served) => {
      const references = [await importLarge(served)];
      const { pick, url } = await visitor.offerDownload('large.tar');
      const receiving = visitor.ask('GET', url);
      const { job, settled } = await visitor.start('archive.export', { target: pick, references });
      const { status, body } = await receiving;
      await visitor.post('/api/call', { name: 'job.cancel', input: { job } });
      expect(await settled).toMatchObject({ ok: false, error: { code: 'cancelled' } });
      expect(status).toBe(200);
      await expect(buffer(body)).rejects.toThrow('aborted');
    });
  });

  it('of an export that fails before its first byte is refused, not empty', async () => {
    await withVisitor(async (visitor, served) => {
      await importPath(served, join(archiveFolder, 'docker-28.5', 'app.tar'));
      const { reply, settled } = await download(visitor, 'nothing.tar', { references: ['nothing:here'] });
      expect(await settled).toMatchObject({ ok: false, error: { code: 'reference-not-found' } });
      expect([reply.status, JSON.parse(await text(reply.body))]).toMatchObject([409, { ok: false }]);
    });
  });

  it('that comes to nothing leaves the page where it is whose link led to it', async () => {
    await withVisitor(async (visitor) => {
      const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'document' };
      const path = '/api/downloads/a1b2c3d4-0000-4000-8000-000000000000';
      expect(await visitor.ask('GET', path, { headers })).toMatchObject({ status: 204 });
    });
  });

  it('is sent once, and only under a pick that was offered', async () => {
    await withVisitor(async (visitor, served) => {
      const references = [...(await importPath(served, join(archiveFolder, 'docker-28.5', 'app.tar')))];
      const { reply, url } = await download(visitor, 'app.tar', { references });
      await buffer(reply.body);
      expect(await visitor.ask('GET', url)).toMatchObject({ status: 404 });
      expect(await visitor.ask('GET', '/api/downloads/a1b2c3d4-0000-4000-8000-000000000000')).toMatchObject({ status: 404 });
      expect(await visitor.ask('GET', '/api/downloads/../../secret.txt')).toMatchObject({ status: 404 });
    });
  });

  it('that nobody comes for is forgotten, and its export told', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await withVisitor(async (visitor, served) => {
      const references = [await importLarge(served)];
      const { pick, url } = await visitor.offerDownload('large.tar');
      const { settled } = await visitor.start('archive.export', { target: pick, references });
      vi.advanceTimersByTime(11 * 60_000);
      expect(await settled).toMatchObject({ ok: false, error: { code: 'pick-unknown' } });
      expect(await visitor.ask('GET', url)).toMatchObject({ status: 404 });
    });
  });
});
