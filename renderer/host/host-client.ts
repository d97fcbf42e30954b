// Room renderer/host: what the interface asks of whatever carries the contract. Screens know this shape only; the carriers
// (the desktop bridge and HTTP) stand behind it.
import type { Result, StowageEvent } from '../../preload/contract/events.ts';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { CallName, JobName, OperationInput, OperationName, OperationOutput } from '../../preload/contract/operations.ts';

/** What an operation answers at once: a call its output, a job its id. */
export type Answer<Name extends OperationName> = Name extends CallName
  ? OperationOutput<Name>
  : Name extends JobName
    ? { readonly job: string }
    : never;

/** `ended`: the host answers, but not to this page; it must be opened with a new address. */
export type Connection = 'connected' | 'lost' | 'ended';

export interface HostClient {
  /** Expected failures come as results. @throws HostLost where no answer came at all */
  readonly call: <Name extends OperationName>(name: Name, input: OperationInput<Name>) => Promise<Result<Answer<Name>>>;
  readonly onEvent: (listener: (event: StowageEvent) => void) => () => void;
  readonly onConnection: (listener: (connection: Connection) => void) => () => void;
  /** Turns dropped or chosen files into picks. */
  readonly pickDropped: (files: readonly File[]) => Promise<readonly PickInfo[]>;
  /** Asks where to save; null when the user thought better of it. */
  readonly pickTarget: (suggestedName: string) => Promise<PickInfo | null>;
}
