// Room cli: Ctrl-C and its like while a job runs. The first asks the job to stop cleanly, the second leaves at once.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `stop` on the first interrupt and ends the process with 130 on the second. Returns how to stop listening. */
export function onInterrupt(stop: () => void): () => void {
  let asked = false;
  const listener = (): void => {
    if (asked) process.exit(130);
    asked = true;
    stop();
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
