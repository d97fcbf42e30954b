// Room app: one question to a remote registry, with a line of its own, for as long as a user who looks on may want to wait.
import { StowageError } from '../errors.ts';
import type { Remote } from '../registry/client/remote.ts';
import type { AppContext } from './context.ts';
import { RemoteLines } from './remote-lines.ts';

const patienceMs = 15_000;

/** @throws StowageError what `question` throws; file-system or certificate-unusable for the authority remembered of it */
export async function askRemote<Answer>(
  app: AppContext,
  registry: string,
  question: (remote: Remote) => Promise<Answer>,
): Promise<Answer> {
  const timeout = new StowageError('remote-unreachable', { registry, reason: 'it did not answer in time' });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(timeout), patienceMs);
  const lines = new RemoteLines(app, {}, null, abort.signal);
  try {
    return await question(lines.to(registry));
  } catch (error) {
    throw abort.signal.aborted ? timeout : error;
  } finally {
    clearTimeout(timer);
    lines.close();
  }
}
