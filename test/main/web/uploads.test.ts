// Tests of uploads through main/web: a file goes from a request straight into the import of a real host.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JobOutcome } from '../../../preload/contract/events.ts';
import type { ImportReport } from '../../../preload/contract/transfer-model.ts';
import { archiveFolder } from '../expected-archives.ts';
import { blobsIn, filesOf, leftoversIn, namesIn } from '../opened-store.ts';
import { type ServedInterface, Visitor, withInterface, withVisitor } from './served-interface.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const archives = ['docker-28.5/app.tar', 'compressed/docker-28.5-app.tar.zst', 'docker-28.5-containerd/multi-full.tar'];

function reportOf(outcome: JobOutcome): ImportReport {
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value as ImportReport;
}

/** One byte, and then nothing more. */
function unfinished(): Readable {
  const stream = new PassThrough();
  stream.write('x');
  return stream;
}

async function importPath(visitor: Visitor, path: string): Promise<void> {
  const { value } = await visitor.post('/api/call', { name: 'pick.path', input: { path } });
  const { pick } = (value as { value: { pick: string } }).value;
  await (await visitor.start('archive.import', { picks: [pick] })).settled;
}

/** Sends the first `sizeBytes` of a file that was announced whole, and goes away. */
async function sendPart(served: ServedInterface, cookie: string, pick: string, bytes: Buffer, sizeBytes: number): Promise<void> {
  const { port } = served;
  const headers = { cookie, 'content-length': bytes.length };
  const sent = request({ host: '127.0.0.1', port, method: 'PUT', path: `/api/uploads/${pick}`, headers, agent: false });
  await new Promise<void>((resolve) => {
    sent.on('error', () => undefined).on('close', resolve);
    sent.flushHeaders();
    sent.write(bytes.subarray(0, sizeBytes), () => sent.destroy());
  });
}

describe('an upload', () => {
  it.each(archives)('of %s imports as its file does, without a temporary copy', async (name) => {
    const path = join(archiveFolder, name);
    vi.stubEnv('TMPDIR', process.env['TMPDIR'] ?? '/tmp');
    await withVisitor(async (other, plain) => {
      await importPath(other, path);
      await withVisitor(async (visitor, { storePath }) => {
        // Whoever wanted to put a copy aside would have no place to.
        vi.stubEnv('TMPDIR', join(storePath, 'no such folder'));
        const bytes = readFileSync(path);
        const pick = await visitor.offerUpload(basename(path), bytes.length);
        const sending = visitor.ask('PUT', `/api/uploads/${pick}`, { body: bytes });
        const { settled } = await visitor.start('archive.import', { picks: [pick] });
        const report = reportOf(await settled);
        expect(report.archives).toMatchObject([{ archive: basename(path), failure: null }]);
        expect(await sending).toMatchObject({ status: 204 });
        expect(blobsIn(storePath)).toEqual(blobsIn(plain.storePath));
        expect(namesIn(storePath)).toEqual(namesIn(plain.storePath));
        expect(leftoversIn(storePath)).toEqual([]);
      });
    });
  });

  it('goes on when the import comes before the file', async () => {
    await withVisitor(async (visitor, { storePath }) => {
      const bytes = readFileSync(join(archiveFolder, 'docker-28.5', 'app.tar'));
      const pick = await visitor.offerUpload('app.tar', bytes.length);
      const { settled } = await visitor.start('archive.import', { picks: [pick] });
      expect(await visitor.ask('PUT', `/api/uploads/${pick}`, { body: Readable.from([bytes]) })).toMatchObject({ status: 204 });
      expect(reportOf(await settled).addedCount).toBe(1);
      expect(blobsIn(storePath).size).toBeGreaterThan(0);
    });
  });

  it('is taken no faster than it is read', async () => {
    await withVisitor(async (visitor, { host }) => {
      const sizeBytes = 64 << 20;
      const pick = await visitor.offerUpload('large.tar', sizeBytes);
      const offered = host.picks.resolve(pick);
      if (offered.kind !== 'upload') throw new Error(offered.kind);
      const chunk = Buffer.alloc(1 << 20);
      const sending = visitor.ask('PUT', `/api/uploads/${pick}`, {
        body: Readable.from(Array.from({ length: 64 }, () => chunk)),
      });
      let readBytes = 0;
      for await (const bytes of offered.stream) {
        readBytes += (bytes as Buffer).length;
        expect(offered.stream.readableLength).toBeLessThanOrEqual(256 << 10);
      }
      expect(readBytes).toBe(sizeBytes);
      expect(await sending).toMatchObject({ status: 204 });
    });
  });

  it('that breaks off anywhere fails its import as cut off and leaves the store as it was', async () => {
    await withInterface(async (served) => {
      const cookie = await served.enter();
      const visitor = new Visitor(served, cookie);
      const bytes = readFileSync(join(archiveFolder, 'docker-20.10', 'several.tar'));
      await importPath(visitor, join(archiveFolder, 'docker-28.5-containerd', 'minimal.tar'));
      const before = filesOf(served.storePath);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.boolean(), async (sentBytes, importFirst) => {
          const pick = await visitor.offerUpload('several.tar', bytes.length);
          const send = async (): Promise<void> => await sendPart(served, cookie, pick, bytes, sentBytes);
          const sending = importFirst ? undefined : send();
          const { settled } = await visitor.start('archive.import', { picks: [pick] });
          await (sending ?? send());
          const report = reportOf(await settled);
          expect(report.archives).toMatchObject([
            { archive: 'several.tar', failure: { code: 'archive-truncated', params: { archive: 'several.tar' } } },
          ]);
          expect(filesOf(served.storePath)).toEqual(before);
          expect(leftoversIn(served.storePath)).toEqual([]);
        }),
        { numRuns: 8 },
      );
    });
  });

  it('of another length than announced is refused', async () => {
    await withVisitor(async (visitor, { storePath }) => {
      const bytes = readFileSync(join(archiveFolder, 'docker-28.5', 'app.tar'));
      for (const [sizeBytes, code] of [
        [bytes.length + 1, 'archive-truncated'],
        [bytes.length - 1, 'archive-changed'],
      ] as const) {
        const pick = await visitor.offerUpload('app.tar', sizeBytes);
        const { settled } = await visitor.start('archive.import', { picks: [pick] });
        const { status } = await visitor.ask('PUT', `/api/uploads/${pick}`, { body: bytes });
        expect(reportOf(await settled).archives).toMatchObject([{ failure: { code } }]);
        expect(status).toBe(409);
      }
      expect(blobsIn(storePath).size).toBe(0);
    });
  });

  it('ends when its import does: cancelled, or over before it came to it', async () => {
    await withVisitor(async (visitor) => {
      const bytes = Buffer.alloc(8 << 20);
      const picks = [await visitor.offerUpload('a.tar', bytes.length), await visitor.offerUpload('b.tar', bytes.length)];
      const sending = picks.map(
        async (pick) =>
          await visitor.ask('PUT', `/api/uploads/${pick}`, {
            body: bytes.subarray(0, -1),
            headers: { 'content-length': bytes.length },
          }),
      );
      const { job, settled } = await visitor.start('archive.import', { picks });
      await visitor.post('/api/call', { name: 'job.cancel', input: { job } });
      expect(await settled).toMatchObject({ ok: false, error: { code: 'cancelled' } });
      const statuses = await Promise.all(sending.map(async (reply) => (await reply).status));
      expect(statuses).toEqual([409, 409]);
    });
  });

  it('is taken once, and only under a pick that was offered', async () => {
    await withVisitor(async (visitor) => {
      const bytes = readFileSync(join(archiveFolder, 'docker-28.5', 'app.tar'));
      const pick = await visitor.offerUpload('app.tar', bytes.length);
      const first = visitor.ask('PUT', `/api/uploads/${pick}`, { body: bytes });
      const { settled } = await visitor.start('archive.import', { picks: [pick] });
      await settled;
      expect(await first).toMatchObject({ status: 204 });
      expect(await visitor.ask('PUT', `/api/uploads/${pick}`, { body: bytes })).toMatchObject({ status: 404 });
      const unknown = 'a1b2c3d4-0000-4000-8000-000000000000';
      expect(await visitor.ask('PUT', `/api/uploads/${unknown}`, { body: bytes })).toMatchObject({ status: 404 });
    });
  });

  it('that nobody comes for is forgotten', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await withVisitor(async (visitor) => {
      const pick = await visitor.offerUpload('app.tar', 10);
      vi.advanceTimersByTime(9 * 60_000);
      const other = await visitor.offerUpload('other.tar', 10);
      vi.advanceTimersByTime(9 * 60_000);
      expect(await visitor.ask('PUT', `/api/uploads/${other}`, { body: Buffer.alloc(10) })).toMatchObject({ status: 204 });
      vi.advanceTimersByTime(11 * 60_000);
      expect(await visitor.ask('PUT', `/api/uploads/${pick}`, { body: Buffer.alloc(10) })).toMatchObject({ status: 404 });
      const { value } = await visitor.post('/api/call', { name: 'archive.import', input: { picks: [pick] } });
      expect(value).toMatchObject({ ok: false, error: { code: 'pick-unknown' } });
    });
  });

  it('is put off where too many are being sent', async () => {
    await withVisitor(async (visitor) => {
      const picks = await Promise.all(Array.from({ length: 33 }, async (_, at) => await visitor.offerUpload(`${at}.tar`, 2)));
      const headers = { 'content-length': 2 };
      const replies = picks.map(
        async (pick) => await visitor.ask('PUT', `/api/uploads/${pick}`, { headers, body: unfinished() }),
      );
      expect(await Promise.any(replies)).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
      void Promise.allSettled(replies);
    });
  });

  it('must be announced rightly', async () => {
    await withVisitor(async (visitor) => {
      for (const body of [
        {},
        { name: '', sizeBytes: 1 },
        { name: 'a', sizeBytes: -1 },
        { name: 'a', sizeBytes: 1.5 },
        { name: 'a', sizeBytes: 1, path: '/etc' },
      ])
        expect(await visitor.post('/api/uploads', body)).toMatchObject({ status: 400, value: { ok: false } });
    });
  });
});
