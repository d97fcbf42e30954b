// Room cli: `stowage serve [--ui] [--port N]`: prints the address first, then serves the store as a registry, or the
// interface, until it is interrupted.
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { StowageError } from '../../errors.ts';
import type { CommandOptions } from '../command-table.ts';
import { onInterrupt } from '../interrupts.ts';
import type { CommandRun, Session } from '../session.ts';
import { faint } from '../text/line.ts';

interface Serving {
  readonly url: string;
  readonly remark: string;
  /** Of a registry with TLS. */
  readonly certificateFingerprint: string | null;
  readonly certificatePath: string | null;
  /** What else its user is to know, on stderr. */
  readonly notes: readonly string[];
  readonly close: () => Promise<unknown>;
}

export const run: CommandRun<'serve'> = async (session, _operands, options) => {
  const { remark, notes, close, ...shown } = await (options.ui === true ? serveInterface : serveRegistry)(session, options);
  const interrupted = Promise.withResolvers<void>();
  const stopListening = onInterrupt(interrupted.resolve);
  if (session.json) session.stdout.json(shown, 0);
  else session.stdout.lines([[shown.url]]);
  session.remark([[faint(remark)]]);
  if (!session.json && !session.quiet) session.stderr.lines(notes);
  await interrupted.promise;
  await close();
  stopListening();
  return 0;
};

async function serveInterface(session: Session, options: CommandOptions<'serve'>): Promise<Serving> {
  for (const name of ['host', 'allow-push', 'allow-delete', 'certificate', 'key', 'users'] as const)
    if (options[name] !== undefined) throw usage(`--${name} is for the registry, not for --ui.`);
  // Any port that is free, when none was given.
  const served = await session.serveInterface(options.store, portOf(options.port) ?? 0, options['read-only'] === true);
  const none = { certificateFingerprint: null, certificatePath: null, notes: [] };
  return { ...served, ...none, remark: 'Open this address in a browser. It works once. Ctrl-C stops.' };
}

async function serveRegistry(session: Session, options: CommandOptions<'serve'>): Promise<Serving> {
  const offer = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined ? undefined : await session.offer({ kind: 'path', path });
  const started = await session.call('registry.start', {
    port: portOf(options.port),
    host: options.host,
    allowPush: options['allow-push'],
    allowDelete: options['allow-delete'],
    certificate: await offer(options.certificate),
    key: await offer(options.key),
    users: await offer(options.users),
  });
  const { scheme, address, allowPush, certificateFingerprint, certificatePath } = started;
  return {
    url: `${scheme}://${address}`,
    remark: allowPush ? 'Clients may pull and push. Ctrl-C stops.' : 'Clients may pull. Ctrl-C stops.',
    certificateFingerprint,
    certificatePath,
    notes: certificateNotes(started, options.certificate === undefined),
    close: async () => await session.call('registry.stop', {}),
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
