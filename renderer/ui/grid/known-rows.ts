// Room renderer/ui: what VirtualGrid knows of its rows, worked out once for each list: their shapes and where each id stands.
import { useMemo } from 'react';
import type { RowShape } from './grid-types.ts';

export interface KnownRows {
  /** By index; undefined where a row is not here yet. */
  readonly shapes: readonly (RowShape | undefined)[];
  readonly indexById: ReadonlyMap<string, number>;
  /** The first row that can have the focus, or -1. */
  readonly firstStop: number;
}

export function useKnownRows<Row>(rows: readonly (Row | undefined)[], shape: (row: Row) => RowShape): KnownRows {
  const remembered = useMemo(() => rememberShapes(shape), [shape]);
  return useMemo(() => {
    const shapes = rows.map((row) => (row === undefined ? undefined : remembered(row)));
    const indexById = new Map<string, number>();
    for (let index = 0; index < shapes.length; index += 1) {
      const id = shapes[index]?.id;
      if (id !== undefined) indexById.set(id, index);
    }
    return { shapes, indexById, firstStop: shapes.findIndex((each) => each !== undefined && each.isFocusable !== false) };
  }, [rows, remembered]);
}

/** Rows that stay the same object through a filter or a sort keep their shape, and so are not drawn again. */
function rememberShapes<Row>(shape: (row: Row) => RowShape): (row: Row) => RowShape {
  const shapes = new WeakMap<object, RowShape>();
  return (row) => {
    if (typeof row !== 'object' || row === null) return shape(row);
    const known = shapes.get(row);
    if (known !== undefined) return known;
    const made = shape(row);
    shapes.set(row, made);
    return made;
  };
}
