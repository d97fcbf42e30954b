// Room preload/contract: the two channels between the desktop's preload and its main process, and what goes over the first.
// The page itself can send calls only: paths of dropped files are added by the preload, which the page cannot reach.

/** Requests go this way and are answered. */
export const callChannel = 'stowage:call';
/** Events come this way. */
export const eventChannel = 'stowage:event';

export type BridgeRequest =
  | { readonly kind: 'call'; readonly name: string; readonly input: unknown }
  /** Paths of files that were really dropped or chosen; answered with a pick for each. */
  | { readonly kind: 'pick'; readonly paths: readonly string[] };
