// Room renderer/host: the contract over the desktop bridge (`window.stowage`, put there by the preload). A call that is
// rejected means the host died: the carrier asks again until one answers.
import type { Result, StowageEvent } from '../../preload/contract/events.ts';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { OperationInput, OperationName } from '../../preload/contract/operations.ts';
import { ConnectionState } from './connection-state.ts';
import type { Answer, Connection, HostClient } from './host-client.ts';

/** What preload/index.ts exposes. */
export interface DesktopBridge {
  readonly call: (name: string, input: unknown) => Promise<Result<unknown>>;
  readonly onEvent: (listener: (event: StowageEvent) => void) => () => void;
  readonly pickFiles: (files: readonly File[]) => Promise<readonly PickInfo[]>;
}

export class DesktopCarrier implements HostClient {
  readonly #bridge: DesktopBridge;
  readonly #connection = new ConnectionState(async () => {
    await this.#bridge.call('host.describe', {});
  });

  constructor(bridge: DesktopBridge) {
    this.#bridge = bridge;
  }

  readonly call = async <Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<Result<Answer<Name>>> => {
    try {
      return (await this.#bridge.call(name, input)) as Result<Answer<Name>>;
    } catch (error) {
      throw this.#connection.lose(error);
    }
  };

  readonly onEvent = (listener: (event: StowageEvent) => void): (() => void) => this.#bridge.onEvent(listener);

  readonly onConnection = (listener: (connection: Connection) => void): (() => void) => this.#connection.listen(listener);

  readonly pickDropped = async (files: readonly File[]): Promise<readonly PickInfo[]> => await this.#bridge.pickFiles(files);

  readonly pickTarget = async (suggestedName: string): Promise<PickInfo | null> => {
    const answer = await this.call('pick.choose', { kind: 'save-file', suggestedName });
    return answer.ok ? (answer.value[0] ?? null) : null;
  };
}
