// Room renderer/ui: the order a list is in. On its own, so that what sorts lists needs no components.

export interface GridSort {
  /** Id of the column. */
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}
