// Room registry, server: which status a failure is to a client: the one place where those of the store become answers.
import { errnoOf, isStowageError, StowageError } from '../../errors.ts';
import { RegistryError } from './registry-error.ts';

/** What a client is told; null where it went away. What nobody expected goes to `onInternal`. */
export function refusalOf(error: unknown, onInternal: (error: unknown) => void): RegistryError | null {
  if (error instanceof RegistryError) return error;
  const errno = errnoOf(error) ?? '';
  if (errno === 'ECONNRESET' || errno === 'EPIPE' || errno === 'ERR_STREAM_PREMATURE_CLOSE' || errno === 'ABORT_ERR') return null;
  if (error instanceof StowageError) {
    if (isStowageError(error, 'locked')) {
      const { reference, by } = error.params;
      return new RegistryError(409, 'DENIED', `${reference} is locked (lock on ${by})`, { detail: { lock: by } });
    }
    if (error.code === 'store-busy')
      return new RegistryError(503, 'TOOMANYREQUESTS', 'The store is busy', { headers: { 'Retry-After': '2' } });
    if (error.code === 'no-space') return new RegistryError(507, 'DENIED', 'The disk of this registry is full');
    if (error.code === 'store-read-only')
      return new RegistryError(405, 'UNSUPPORTED', 'This store is read-only', { headers: { Allow: 'GET, HEAD' } });
    if (error.code === 'users-unreadable') {
      onInternal(error);
      return new RegistryError(503, 'DENIED', 'The list of users of this registry cannot be read');
    }
    if (error.code === 'store-not-found') return new RegistryError(404, 'NAME_UNKNOWN', 'There is no store yet');
  }
  onInternal(error);
  return new RegistryError(500, 'UNSUPPORTED', 'Something went wrong inside Stowage');
}
