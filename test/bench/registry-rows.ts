// Room test/bench: the rows of the registry: an image of 1.5 GiB out of `stowage serve` and into it, beside Debian's
// docker-registry and nginx over the same files, and many clients at once.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { largeArchive, largeReference } from '../build/large.ts';
import { type Bench, memoryGoal, shell, storeWith } from './contenders.ts';
import { atLeast, atMost, type Contender, contest, medianOf, printRow, type Timing, timed, timingOf } from './contest.ts';
import { type Server, serveDockerRegistry, serveNginx, serveStowage } from './servers.ts';

/** As many blobs at once as docker takes. */
const atOnce = 3;
const clients = 64;
const name = 'bench/large';
/** The repository of the image as our endpoint calls it. */
const servedAs = largeReference.replace(/:\d+$/, '');

interface Part {
  readonly digest: string;
  readonly size: number;
}

/** Config and layers of the one image in a layout. */
function partsOf(layout: string): readonly Part[] {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(layout, path), 'utf8'));
  const { manifests } = read('index.json') as { readonly manifests: readonly Part[] };
  const manifest = read(filePathOf(manifests[0]?.digest ?? '')) as { readonly config: Part; readonly layers: readonly Part[] };
  return [manifest.config, ...manifest.layers];
}

const filePathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

/** Addresses of blobs in a registry. */
const blobUrls = ({ address }: Server, repository: string, parts: readonly Part[]): readonly string[] =>
  parts.map(({ digest }) => `http://${address}/v2/${repository}/blobs/${digest}`);

/** Fetches addresses to nowhere, so many at a time. */
function fetching(list: string, urls: readonly string[], parallel: number): readonly string[] {
  writeFileSync(list, `${urls.join('\n')}\n`);
  return shell('xargs -P "$2" -n 1 curl -sf -o /dev/null < "$1"', list, String(parallel));
}

/** The same by one client, one after another over one connection. */
function fetchingInTurn(list: string, urls: readonly string[]): readonly string[] {
  writeFileSync(list, urls.map((url) => `url = "${url}"\noutput = /dev/null\n`).join(''));
  return ['curl', '-sf', '-K', list];
}

function skopeoPush(store: string, { address }: Server): readonly string[] {
  const source = `oci:${store}:${largeReference}`;
  return ['skopeo', 'copy', '--quiet', '--dest-tls-verify=false', source, `docker://${address}/${name}:1`];
}

/** POST, then PUT of the whole blob: the way that costs a client least. */
const upload = `
location=$(curl -sf -X POST -D - -o /dev/null "http://$1/v2/${name}/blobs/uploads/" | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p')
case $location in /*) location=http://$1$location ;; esac
case $location in *\\?*) location="$location&digest=$2" ;; *) location="$location?digest=$2" ;; esac
curl -sf -o /dev/null -H 'Content-Type: application/octet-stream' -T "$3" "$location"`;

function curlPush(list: string, store: string, { address }: Server): readonly string[] {
  const lines = partsOf(store).map(({ digest }) => `${address} ${digest} ${join(store, filePathOf(digest))}`);
  writeFileSync(list, `${lines.join('\n')}\n`);
  return shell('xargs -P "$3" -L 1 sh -euc "$2" sh < "$1"', list, upload, String(atOnce));
}

export async function pulling({ folder, runs }: Bench): Promise<boolean> {
  const store = storeWith(folder, 'served', await largeArchive(folder, 'oci'));
  const files = join(folder, 'docker-registry');
  rmSync(files, { recursive: true, force: true });
  const parts = partsOf(store);
  const started: Server[] = [];
  const kept = (server: Server): Server => {
    started.push(server);
    return server;
  };
  try {
    const ours = kept(await serveStowage(store));
    const theirs = kept(await serveDockerRegistry(files));
    const plain = kept(await serveNginx(store, folder));
    timed(skopeoPush(store, theirs));
    const sources: readonly (readonly [string, readonly string[]])[] = [
      ['stowage serve', blobUrls(ours, servedAs, parts)],
      ['docker-registry', blobUrls(theirs, name, parts)],
      ['nginx', parts.map(({ digest }) => `http://${plain.address}/${filePathOf(digest)}`)],
    ];
    const list = join(folder, 'urls');
    const row = (how: string, fetch: (urls: readonly string[]) => readonly string[]): boolean => {
      const contenders = sources.map(([contender, urls]): Contender => ({ name: contender, command: () => fetch(urls) }));
      const timings = contest(folder, contenders, runs + 2);
      const oursS = medianOf(timings, 'stowage serve');
      return printRow(`Registry: pull over loopback, ${how}`, timings, [
        atLeast('speed, of docker-registry', medianOf(timings, 'docker-registry') / oursS, 1),
        atLeast('speed, of nginx', medianOf(timings, 'nginx') / oursS, 0.8),
        memoryGoal({ peakBytes: ours.peakBytes() }),
      ]);
    };
    const inTurn = row('one blob after another', (urls) => fetchingInTurn(list, urls));
    const together = row('three blobs at a time', (urls) => fetching(list, urls, atOnce));
    return inTurn && together;
  } finally {
    for (const server of started) await server.stop();
    for (const path of [store, files]) rmSync(path, { recursive: true, force: true });
  }
}

export async function pushing({ folder, runs }: Bench): Promise<boolean> {
  const store = storeWith(folder, 'pushed', await largeArchive(folder, 'oci'));
  const target = join(folder, 'target');
  const list = join(folder, 'uploads');
  const times = new Map<string, number[]>();
  let peakBytes = 0;
  /** Into a registry that has nothing yet. */
  const push = async (
    contender: string,
    serve: (files: string) => Promise<Server>,
    command: (server: Server) => readonly string[],
  ): Promise<void> => {
    rmSync(target, { recursive: true, force: true });
    timed(['sync']);
    const server = await serve(target);
    try {
      times.set(contender, [...(times.get(contender) ?? []), timed(command(server))]);
      if (serve === serveStowage) peakBytes = Math.max(peakBytes, server.peakBytes());
    } finally {
      await server.stop();
    }
  };
  for (let round = 0; round < runs; round += 1) {
    await push('stowage serve ← curl', serveStowage, (server) => curlPush(list, store, server));
    await push('docker-registry ← curl', serveDockerRegistry, (server) => curlPush(list, store, server));
    await push('stowage serve ← skopeo', serveStowage, (server) => skopeoPush(store, server));
    await push('docker-registry ← skopeo', serveDockerRegistry, (server) => skopeoPush(store, server));
  }
  for (const path of [store, target]) rmSync(path, { recursive: true, force: true });
  const timings = new Map([...times].map(([contender, valuesS]): [string, Timing] => [contender, timingOf(contender, valuesS)]));
  const against = (client: string): number =>
    medianOf(timings, `stowage serve ← ${client}`) / medianOf(timings, `docker-registry ← ${client}`);
  return printRow('Registry: push over loopback, everything synced', timings, [
    atMost('of docker-registry, blobs by curl, three at a time', against('curl'), 1),
    atMost('of docker-registry, by skopeo', against('skopeo'), 1),
    memoryGoal({ peakBytes }),
  ]);
}

export async function manyClients({ folder, runs }: Bench): Promise<boolean> {
  const store = storeWith(folder, 'shared', await largeArchive(folder, 'oci'));
  const layer = partsOf(store).at(-1);
  if (layer === undefined) throw new Error('the image has no layers');
  const server = await serveStowage(store);
  try {
    const urls = Array.from({ length: clients }, () => blobUrls(server, servedAs, [layer])).flat();
    const command = fetching(join(folder, 'urls'), urls, clients);
    timed(command);
    const firstPeak = server.peakBytes();
    const timings = contest(folder, [{ name: `${clients} clients`, command: () => command }], runs);
    return printRow(`Registry: ${clients} clients at once, each a blob of ${Math.round(layer.size / 2 ** 20)} MiB`, timings, [
      memoryGoal({ peakBytes: server.peakBytes() }),
      atMost('peak memory after all rounds, of after one', server.peakBytes() / firstPeak, 1.25),
    ]);
  } finally {
    await server.stop();
    rmSync(store, { recursive: true, force: true });
  }
}
