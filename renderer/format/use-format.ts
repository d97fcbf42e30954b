// Room renderer/format: the formatters bound to the chosen language and units, for components.
import { createContext, useContext } from 'react';

export interface Format {
  readonly language: string;
  readonly bytes: (sizeBytes: number) => string;
  readonly exactBytes: (sizeBytes: number) => string;
  readonly count: (count: number) => string;
  readonly percent: (fraction: number) => string;
  /** `2 h ago` under a day, then `Jun 14`, then `Jun 2025`. */
  readonly when: (iso: string) => string;
  readonly date: (iso: string) => string;
  readonly dateTime: (iso: string) => string;
  readonly exactTime: (iso: string) => string;
  /** `4.2 s`, `3 min 12 s`, `2 h 5 min`. */
  readonly duration: (durationMs: number) => string;
  readonly list: (items: readonly string[]) => string;
}

export const FormatContext = createContext<Format | null>(null);

/** Cheap: one set of formatters serves the whole interface. */
export function useFormat(): Format {
  const format = useContext(FormatContext);
  if (format === null) throw new Error('no FormatProvider');
  return format;
}
