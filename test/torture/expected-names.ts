// Room test/torture: what the names of one worker may stand for. It alone changes them, so a finished command leaves one
// possibility, and one that was killed leaves those of before and of after. It looks at no store.

export type Possible = ReadonlySet<string | null>;
/** Full name → digest or null. What is not listed here stays as it is. */
export type Change = ReadonlyMap<string, Possible>;

export class ExpectedNames {
  private readonly names = new Map<string, Possible>();

  /** Names that stand for one artifact for certain, with its digest. */
  certain(): readonly (readonly [name: string, digest: string])[] {
    return [...this.names].flatMap(([name, possible]) => {
      const [digest] = possible;
      return possible.size === 1 && typeof digest === 'string' ? [[name, digest] as const] : [];
    });
  }

  entries(): Iterable<readonly [name: string, possible: Possible]> {
    return this.names;
  }

  setting(name: string, digest: string | null): Change {
    return new Map([[name, new Set([digest])]]);
  }

  /** Deleting an artifact takes every tag along that it has in its repository. */
  deleting(digest: string): Change {
    const touched = [...this.names].filter(([, possible]) => possible.has(digest));
    return new Map(
      touched.map(([name, possible]) => [name, new Set([...possible].map((each) => (each === digest ? null : each)))]),
    );
  }

  /** What takes `change` back: the names it touches, as they are now. */
  asBefore(change: Change): Change {
    return new Map([...change.keys()].map((name) => [name, this.names.get(name) ?? new Set([null])]));
  }

  finished(change: Change): void {
    for (const [name, possible] of change) this.names.set(name, possible);
  }

  killed(change: Change): void {
    for (const [name, possible] of change) this.names.set(name, new Set([...(this.names.get(name) ?? [null]), ...possible]));
  }
}
