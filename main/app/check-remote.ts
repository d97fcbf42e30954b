// Room app: asks a remote registry whether it answers and takes our credentials. It asks for nothing else and keeps nothing.
import { askRemote } from './ask-remote.ts';
import type { AppContext } from './context.ts';

/**
 * Asks for `/v2/` (distribution spec, "Determining Support"), signing in where that is wanted.
 * @throws StowageError remote-*, credentials-unusable, file-system, certificate-unusable
 */
export async function checkRemote(app: AppContext, registry: string): Promise<void> {
  await askRemote(app, registry, async (remote) => {
    const response = await remote.request({ method: 'GET', path: '', scope: null });
    if (response.statusCode !== 200) throw await remote.failureOf(response, `${registry}/v2/`);
    response.resume();
  });
}
