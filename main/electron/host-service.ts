// Room electron: the host's own thread. Hashing, scanning, SQLite and syncing happen here or in this thread's workers, so
// that the window's thread never waits for them; dialogs and the keychain are asked for over there.
import type { MessagePort } from 'node:worker_threads';
import type { ChooseKind, DoorAbilities } from '../host/chooser.ts';
import type { Host } from '../host/host.ts';
import type { HostReport, HostRequest } from './host-messages.ts';

/** Serves a host to the thread behind `port`; `compose` makes it with what the desktop can do. */
export function serveHost(port: MessagePort, compose: (abilities: DoorAbilities) => Host): void {
  const asked = new Map<number, (paths: readonly string[]) => void>();
  let lastId = 0;
  const send = (report: HostReport): void => port.postMessage(report);
  const choose = async (kind: ChooseKind, suggestedName: string | undefined): Promise<readonly string[]> =>
    await new Promise((resolve) => {
      lastId += 1;
      asked.set(lastId, resolve);
      send({ kind: 'choose', id: lastId, choose: kind, suggestedName });
    });
  const secrets = new Map<number, (text: string | null) => void>();
  const askKeychain = async (kind: 'seal' | 'unseal', text: string): Promise<string | null> =>
    await new Promise((resolve) => {
      lastId += 1;
      secrets.set(lastId, resolve);
      send({ kind, id: lastId, text });
    });
  const host = compose({
    info: { door: 'electron', nativeDialogs: true, showInFolder: true, uploads: false, hostPaths: false },
    choose,
    reveal: (path) => send({ kind: 'reveal', path }),
    secrets: {
      seal: async (text) => await askKeychain('seal', text),
      open: async (sealed) => await askKeychain('unseal', sealed),
    },
  });
  host.subscribe((event) => send({ kind: 'event', event }));

  const answer = async (request: Exclude<HostRequest, { kind: 'chosen' | 'secret' }>): Promise<void> => {
    const { id, kind } = request;
    if (kind === 'call') return send({ kind: 'answer', id, value: await host.dispatch(request.name, request.input) });
    if (kind === 'offer') return send({ kind: 'answer', id, value: request.paths.map((path) => offered(host, path)) });
    await host.close();
    send({ kind: 'answer', id, value: null });
    port.close();
  };
  port.on('message', (request: HostRequest) => {
    if (request.kind === 'chosen') {
      asked.get(request.id)?.(request.paths);
      asked.delete(request.id);
    } else if (request.kind === 'secret') {
      secrets.get(request.id)?.(request.text);
      secrets.delete(request.id);
    } else void answer(request);
  });
}

function offered(host: Host, path: string): { readonly pick: string; readonly name: string } {
  const pick = host.picks.offer({ kind: 'path', path });
  return { pick, name: host.picks.nameOf(pick) };
}
