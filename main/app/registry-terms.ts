// Room app: on which terms the registry is served: where it listens, what it allows, and the certificate and users that its reach asks
// for. It starts nothing.
import type { RegistryState } from '../../preload/contract/registry-model.ts';
import { StowageError } from '../errors.ts';
import type { ServerCertificate } from '../registry/server/certificate.ts';
import type { KnownUser } from '../registry/server/users.ts';

export interface RegistryStart {
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly allowPush?: boolean | undefined;
  readonly allowDelete?: boolean | undefined;
  /** PEM files; the key may stand in the certificate's. TLS on this computer, too, when given. */
  readonly certificatePath?: string | undefined;
  readonly keyPath?: string | undefined;
  /** An htpasswd file, instead of the users that were added. */
  readonly usersPath?: string | undefined;
}

/** How an endpoint is reached, and by whom. */
export interface RegistryTerms {
  readonly host: string;
  readonly port: number;
  /** What clients call `host`. */
  readonly name: string;
  readonly reach: RegistryState['reach'];
  readonly allowPush: boolean;
  readonly allowDelete: boolean;
  readonly certificate: ServerCertificate | null;
  /** Who may sign in; null: nobody needs to. */
  readonly users: (() => readonly KnownUser[]) | null;
}

export const initialTerms: RegistryTerms = {
  host: '127.0.0.1',
  port: 5500,
  name: '127.0.0.1',
  reach: 'this-computer',
  allowPush: false,
  allowDelete: false,
  certificate: null,
  users: null,
};

/**
 * Checks what is asked for. `folder` has the certificate that Stowage makes, `own` tells the users that were added.
 * @throws StowageError registry-needs-user, certificate-unusable, users-unreadable, file-system
 */
export async function termsFor(asked: RegistryStart, folder: string, own: () => readonly KnownUser[]): Promise<RegistryTerms> {
  const { host = initialTerms.host, certificatePath, keyPath, usersPath } = asked;
  const { isLoopback } = await import('../registry/server/listen.ts');
  const { outwardName, ownCertificate, readCertificate } = await import('../registry/server/certificate.ts');
  const { UsersFile } = await import('../registry/server/users.ts');
  const isHere = isLoopback(host);
  const given = usersPath === undefined ? null : new UsersFile(usersPath, 'htpasswd');
  const users = given !== null ? () => given.users() : isHere ? null : own;
  if (users?.().length === 0)
    throw usersPath === undefined
      ? new StowageError('registry-needs-user', { host })
      : new StowageError('users-unreadable', { path: usersPath, reason: 'it names nobody' });
  if (certificatePath === undefined && keyPath !== undefined)
    throw new StowageError('certificate-unusable', { path: keyPath, reason: 'its certificate is missing' });
  const made = async (): Promise<ServerCertificate | null> => (isHere ? null : await ownCertificate(folder, host));
  return {
    host,
    port: asked.port ?? initialTerms.port,
    name: host === '0.0.0.0' || host === '::' ? outwardName() : host,
    reach: isHere ? 'this-computer' : 'network',
    allowPush: asked.allowPush ?? initialTerms.allowPush,
    allowDelete: asked.allowDelete ?? initialTerms.allowDelete,
    certificate: certificatePath === undefined ? await made() : readCertificate(certificatePath, keyPath),
    users,
  };
}
