// Room electron: what the window's thread and the host's thread say to each other. Both sides are ours: nothing is checked
// here, the host checks every call as for any door.
import type { Result, StowageEvent } from '../../preload/contract/events.ts';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { ChooseKind } from '../host/chooser.ts';

/** To the host. */
export type HostRequest =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'offer'; readonly id: number; readonly paths: readonly string[] }
  | { readonly kind: 'close'; readonly id: number }
  /** The answer to `choose`. */
  | { readonly kind: 'chosen'; readonly id: number; readonly paths: readonly string[] }
  /** The answer to `seal` and `unseal`. */
  | { readonly kind: 'secret'; readonly id: number; readonly text: string | null };

/** From the host. */
export type HostReport =
  | { readonly kind: 'answer'; readonly id: number; readonly value: Result<unknown> | readonly PickInfo[] | null }
  | { readonly kind: 'event'; readonly event: StowageEvent }
  | { readonly kind: 'choose'; readonly id: number; readonly choose: ChooseKind; readonly suggestedName: string | undefined }
  | { readonly kind: 'reveal'; readonly path: string }
  | { readonly kind: 'seal' | 'unseal'; readonly id: number; readonly text: string };
