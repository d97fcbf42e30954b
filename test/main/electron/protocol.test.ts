// Room test/main/electron: what `app://` answers: files of the built interface under a strict policy, and nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, contentSecurityPolicy } from '../../../main/electron/protocol.ts';

let outside: string;
let folder: string;

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'stowage-protocol-'));
  folder = join(outside, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<title>Stowage</title>');
  writeFileSync(join(folder, 'assets', 'index-a1.js'), 'export {};');
  writeFileSync(join(folder, 'secret.pem'), 'secret');
  writeFileSync(join(outside, 'outside.html'), 'secret');
});
afterAll(() => rmSync(outside, { recursive: true }));

const get = async (address: string): Promise<Response> => await answer('GET', address, folder);

describe('the app scheme', () => {
  test.each([
    ['app://stowage/', 'text/html; charset=utf-8', '<title>Stowage</title>'],
    ['app://stowage/index.html', 'text/html; charset=utf-8', '<title>Stowage</title>'],
    ['app://stowage/index.html#/storage', 'text/html; charset=utf-8', '<title>Stowage</title>'],
    ['app://stowage/assets/index-a1.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('answers %s', async (address, contentType, body) => {
    const response = await get(address);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, contentType, body]);
  });

  test.each([
    'app://stowage/missing.js',
    'app://stowage/assets',
    'app://stowage/secret.pem',
    'app://stowage/../outside.html',
    'app://stowage/%2e%2e/outside.html',
    'app://stowage/assets%2f..%2f..%2foutside.html',
    'app://stowage/..\\outside.html',
    'app://other/index.html',
    'file:///etc/passwd',
    'https://stowage/index.html',
    'nonsense',
  ])('answers %s with 404', async (address) => {
    expect((await get(address)).status).toBe(404);
  });

  test('answers no method but GET', async () => {
    for (const method of ['HEAD', 'POST', 'PUT', 'OPTIONS']) {
      expect((await answer(method, 'app://stowage/index.html', folder)).status).toBe(404);
    }
  });

  test('never serves what lies outside its folder, whatever the path', async () => {
    const step = fc.constantFrom('..', '%2e%2e', '.', '', '%00', 'assets', '\\..', '..%5c', 'outside.html');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const response = await get(`app://stowage/${steps.join('/')}`);
        expect(await response.text()).not.toContain('secret');
      }),
    );
  });

  test('puts the policy on every answer', async () => {
    for (const address of ['app://stowage/', 'app://stowage/missing.js', 'app://stowage/assets/index-a1.js']) {
      expect((await get(address)).headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    }
  });
});

describe('the policy', () => {
  test('starts from nothing and allows our own files only', () => {
    const sources = new Map(
      contentSecurityPolicy.split('; ').map((directive) => directive.split(/ (.*)/).slice(0, 2) as [string, string]),
    );
    expect(sources.get('default-src')).toBe("'none'");
    expect([...sources.values()].every((source) => source === "'none'" || source === "'self'")).toBe(true);
    expect(sources.get('script-src')).toBe("'self'");
    expect(sources.get('connect-src')).toBe("'none'");
  });
});
