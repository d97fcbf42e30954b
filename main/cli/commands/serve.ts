// Room cli: `stowage serve [--ui] [--port N]`: prints the address first, then serves the store as a registry, the interface,
// or both, until it is interrupted.
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { StowageError } from '../../errors.ts';
import { call } from '../../host/client.ts';
import type { Host } from '../../host/host.ts';
import type { CommandOptions } from '../command-table.ts';
import { onInterrupt } from '../interrupts.ts';
import type { CommandRun, Session } from '../session.ts';
import { faint } from '../text/line.ts';

/** What the registry prints as JSON; the certificate is null without TLS. */
interface RegistryAddress {
  readonly url: string;
  readonly certificateFingerprint: string | null;
  readonly certificatePath: string | null;
}

interface Serving {
  /** What is printed first: alone on its line, or as JSON. */
  readonly url: string;
  readonly shown: RegistryAddress | { readonly url: string; readonly registry?: RegistryAddress };
  readonly remarks: readonly string[];
  /** What else its user is to know, on stderr. */
  readonly notes: readonly string[];
  readonly close: () => Promise<unknown>;
}

const registryOptions = ['host', 'allow-push', 'allow-delete', 'certificate', 'key', 'users'] as const;

export const run: CommandRun<'serve'> = async (session, _operands, options) => {
  const { url, shown, remarks, notes, close } = await (options.ui === true ? serveInterface : serveRegistry)(session, options);
  const interrupted = Promise.withResolvers<void>();
  const stopListening = onInterrupt(interrupted.resolve);
  if (session.json) session.stdout.json(shown, 0);
  else session.stdout.lines([[url]]);
  session.remark(remarks.map((remark) => [faint(remark)]));
  if (!session.json && !session.quiet) session.stderr.lines(notes);
  await interrupted.promise;
  await close();
  stopListening();
  return 0;
};

/** The interface, and the registry beside it where an option of that is given; the host of the interface runs both. */
async function serveInterface(session: Session, options: CommandOptions<'serve'>): Promise<Serving> {
  // Any port that is free, when none was given.
  const port = portOf(options.port) ?? 0;
  const { url, host, close } = await session.serveInterface(options.store, port, options['read-only'] === true);
  const remark = 'Open this address in a browser. It works once. Ctrl-C stops.';
  if (registryOptions.every((name) => options[name] === undefined))
    return { url, shown: { url }, remarks: [remark], notes: [], close };
  try {
    const registry = await startRegistry(host, options, undefined);
    const remarks = [remark, `The registry is at ${registry.shown.url}.`];
    return { url, shown: { url, registry: registry.shown }, remarks, notes: registry.notes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serveRegistry(session: Session, options: CommandOptions<'serve'>): Promise<Serving> {
  const host = await session.host();
  const { shown, notes } = await startRegistry(host, options, portOf(options.port));
  const clients = options['allow-push'] === true ? 'Clients may pull and push.' : 'Clients may pull.';
  return {
    url: shown.url,
    shown,
    remarks: [`${clients} Ctrl-C stops.`],
    notes,
    close: async () => await call(host, 'registry.stop', {}),
  };
}

async function startRegistry(
  host: Host,
  options: CommandOptions<'serve'>,
  port: number | undefined,
): Promise<{ readonly shown: RegistryAddress; readonly notes: readonly string[] }> {
  const offer = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : host.picks.offer({ kind: 'path', path });
  const started = await call(host, 'registry.start', {
    port,
    host: options.host,
    allowPush: options['allow-push'],
    allowDelete: options['allow-delete'],
    certificate: offer(options.certificate),
    key: offer(options.key),
    users: offer(options.users),
  });
  const { scheme, address, certificateFingerprint, certificatePath } = started;
  return {
    shown: { url: `${scheme}://${address}`, certificateFingerprint, certificatePath },
    notes: certificateNotes(started, options.certificate === undefined),
  };
}

/** What clients need to trust the certificate; one that its user gave is theirs to explain. */
function certificateNotes(
  { address, certificateFingerprint, certificatePath }: RegistryState,
  isMade: boolean,
): readonly string[] {
  if (certificateFingerprint === null) return [];
  const fingerprint = `Certificate ${certificatePath}, SHA-256 ${certificateFingerprint}`;
  if (!isMade) return [fingerprint];
  return [
    fingerprint,
    'Clients trust it once they have a copy of that file:',
    `  docker          /etc/docker/certs.d/${address}/ca.crt`,
    `  podman, skopeo  /etc/containers/certs.d/${address}/ca.crt`,
    '  others          curl --cacert FILE, helm --ca-file FILE, crane with SSL_CERT_FILE=FILE',
  ];
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usage(`--port is a number up to 65535, not "${text}".`);
}

function usage(reason: string): StowageError {
  return new StowageError('usage', { reason, command: 'serve' });
}
