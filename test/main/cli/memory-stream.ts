// A stream for the tests of main/cli that keeps what is written to it and can break like a pipe whose reader left.
import type { OutputStream } from '../../../main/cli/output.ts';

export interface MemoryStream extends OutputStream {
  written(): string;
  fail(error: Error): void;
}

/** `columns` is 100 on a terminal. */
export function memoryStream(isTTY: boolean): MemoryStream {
  let text = '';
  const listeners: ((error: Error) => void)[] = [];
  return {
    isTTY,
    columns: 100,
    write(part) {
      text += part;
    },
    on(_event, listener) {
      listeners.push(listener);
    },
    written: () => text,
    fail(error) {
      for (const listener of listeners) listener(error);
    },
  };
}
