// Room test/torture: keeps apart what `undo` could take back and an undo: it takes back the newest such change of anybody, so
// which one that is must be known. Other commands run beside both.

export class UndoableChanges {
  private readonly running = new Set<Promise<unknown>>();
  private last: Promise<unknown> = Promise.resolve();

  /** Runs a change beside others, after every undo that was asked for before. */
  async beside<Value>(change: () => Promise<Value>): Promise<Value> {
    for (let awaited: unknown = null; awaited !== this.last; ) {
      awaited = this.last;
      await this.last;
    }
    const run = change();
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  /** Runs a change and its undo while no other change does. */
  async alone<Value>(work: () => Promise<Value>): Promise<Value> {
    const run = this.last.then(async () => {
      await Promise.allSettled(this.running);
      return await work();
    });
    this.last = run.catch(() => null);
    return await run;
  }
}
