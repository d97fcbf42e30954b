// Room test/torture: other tools that write the same layout: each writes index.json whole, from the copy it read, and none has
// a lock. It knows nothing of what we do meanwhile.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type ForeignImage, theirs } from './archives.ts';

const slots = 24;
const isHere = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;

/** The tools in the order of their turns, of those that are installed here. Without skopeo there is nothing to tag. */
function turns(): readonly string[] {
  return isHere('skopeo') ? ['skopeo', 'skopeo', ...['umoci', 'oras'].filter(isHere)] : [];
}

function nameOf(serial: number): string {
  return `${theirs}:${serial % slots}`;
}

function argumentsOf(tool: string, store: string, image: ForeignImage, serial: number): readonly string[] {
  if (tool === 'umoci') return ['tag', '--image', `${store}:${nameOf(serial - 1)}`, nameOf(serial)];
  if (tool === 'skopeo') return ['copy', '--quiet', `docker-archive:${image.dockerArchive}`, `oci:${store}:${nameOf(serial)}`];
  const { path, digest } = image.layout;
  return ['cp', '--from-oci-layout', `${path}@${digest}`, '--to-oci-layout', `${store}:oras-${serial % slots}`];
}

/**
 * Writes until `signal` says stop, one at a time; each waits for `pace`. `wrote` is told of those that went well, with the
 * full name they gave; null for oras, which gives tags alone.
 */
export async function writeAlongside(
  store: string,
  images: readonly ForeignImage[],
  signal: AbortSignal,
  pace: () => Promise<void>,
  wrote: (name: string | null) => void,
): Promise<void> {
  const tools = turns();
  for (let serial = 0; ; serial++) {
    await pace();
    const [image, tool] = [images[serial % images.length], tools[serial % tools.length]];
    if (signal.aborted || image === undefined || tool === undefined) return;
    const child = spawn(tool, argumentsOf(tool, store, image, serial), { stdio: 'ignore' });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (exitCode === 0) wrote(tool === 'oras' ? null : nameOf(serial));
  }
}
