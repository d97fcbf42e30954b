// Build: `node .build/icons.ts`: renders assets/icon.svg in every size and packs the sizes as Windows and macOS want them. Run
// after the drawing has changed; what it writes is kept in the repository.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../test/browser.ts';

const assets = join(import.meta.dirname, '..', 'assets');
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512] as const;
const windowsSizes = [16, 24, 32, 48, 64, 128, 256] as const;
/** Type codes of icns members, each a PNG of that width. */
const macMembers = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 } as const;

async function render(svg: string, sizes: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('rendering needs Chromium, Chrome or Edge');
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    const images = new Map<number, Buffer>();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
      images.set(size, await page.screenshot({ omitBackground: true }));
    }
    return images;
  } finally {
    await browser.close();
  }
}

/** An .ico whose images are PNGs, as Windows reads them since Vista. */
function ico(images: readonly (readonly [number, Buffer])[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let at = head.length;
  for (const [index, [size, png]] of images.entries()) {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry); // 0 stands for 256
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += png.length;
  }
  return Buffer.concat([head, ...images.map(([, png]) => png)]);
}

function icns(members: readonly (readonly [string, Buffer])[]): Buffer {
  const parts = members.map(([type, png]) => Buffer.concat([Buffer.from(type), sizeOf(png.length + 8), png]));
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from('icns'), sizeOf(body.length + 8), body]);
}

function sizeOf(bytes: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes);
  return size;
}

const images = await render(readFileSync(join(assets, 'icon.svg'), 'utf8'), [
  ...new Set([...linuxSizes, ...Object.values(macMembers)]),
]);
const imageOf = (size: number): Buffer => images.get(size) ?? Buffer.alloc(0);
writeFileSync(join(assets, 'icon.png'), imageOf(1024));
for (const size of linuxSizes) writeFileSync(join(assets, 'icons', `${size}x${size}.png`), imageOf(size));
writeFileSync(join(assets, 'icon.ico'), ico(windowsSizes.map((size) => [size, imageOf(size)])));
writeFileSync(join(assets, 'icon.icns'), icns(Object.entries(macMembers).map(([type, size]) => [type, imageOf(size)])));
