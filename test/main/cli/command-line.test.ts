// Tests of main/cli/command-line.ts and command-table.ts: every command as its description says, whatever the order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../main/cli/command-line.ts';
import type { CommandSpec, OptionSpec } from '../../../main/cli/command-spec.ts';
import { type CommandName, commandNames, commandSpec, globalOptions } from '../../../main/cli/command-table.ts';
import { StowageError } from '../../../main/errors.ts';

/** The `stowage` part of an example line, as words. */
function wordsOf(example: string): readonly string[] {
  const part = /stowage ([^|>)]*)/.exec(example)?.[1] ?? '';
  return part.trim().split(/\s+/);
}

function reasonOf(words: readonly string[]): string {
  try {
    readCommandLine(words);
  } catch (error) {
    if (error instanceof StowageError && error.code === 'usage') return (error.failure.params as { reason: string }).reason;
    throw error;
  }
  return '';
}

const optionsOf = (name: CommandName): Readonly<Record<string, OptionSpec>> => ({
  ...globalOptions,
  ...commandSpec(name).options,
});

function plain(amount: number): readonly string[] {
  return Array.from({ length: amount }, (_, at) => `operand${at}`);
}

/** As few operands as a command takes: for one of several acts the first act, with its own. */
function operandsOf(spec: CommandSpec): readonly string[] {
  const [act] = Object.entries(spec.verbs ?? {});
  return act === undefined ? plain(spec.atLeast) : [act[0], ...plain(act[1].atLeast)];
}

describe.each(commandNames)('stowage %s', (name) => {
  const spec = commandSpec(name);

  it('has a summary without a full stop and examples that say what they do', () => {
    expect(spec.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const [line, does] of spec.examples) expect([line.includes(`stowage ${name}`), does === '']).toEqual([true, false]);
  });

  it('parses its examples', () => {
    for (const [line] of spec.examples) expect(readCommandLine(wordsOf(line)).command).toBe(name);
  });

  it('takes every option it describes, before and after its name', () => {
    const operands = operandsOf(spec);
    for (const [option, described] of Object.entries(optionsOf(name))) {
      const value = described.values?.[0] ?? 'value';
      const words = described.type === 'boolean' ? [`--${option}`] : [`--${option}`, value];
      const expected = described.type === 'boolean' ? true : described.multiple === true ? [value] : value;
      const before = readCommandLine([...words, name, ...operands]);
      const after = readCommandLine([name, ...operands, ...words]);
      expect(before).toEqual(after);
      expect(after).toEqual({ command: name, operands, options: { [option]: expected } });
    }
  });

  it('refuses too few and too many operands', () => {
    if (spec.atLeast > 0) expect(reasonOf([name])).toBe(`stowage ${name} needs ${spec.operands}.`);
    if (spec.atMost < 10)
      expect(reasonOf([name, ...Array.from({ length: spec.atMost + 1 }, () => 'x')])).toContain(`stowage ${name} takes`);
  });
});

describe('the command table', () => {
  it('gives an option of one name the same type and the same short form everywhere', () => {
    const kinds = new Map<string, Set<string>>();
    for (const name of commandNames) {
      for (const [option, spec] of Object.entries(optionsOf(name))) {
        for (const spelling of [option, ...(spec.short === undefined ? [] : [spec.short])]) {
          kinds.set(spelling, (kinds.get(spelling) ?? new Set()).add(`${option} ${spec.type}`));
        }
      }
    }
    expect([...kinds].filter(([, types]) => types.size > 1)).toEqual([]);
  });

  it('keeps to the words of the product', () => {
    const text = JSON.stringify(commandNames.map(commandSpec));
    expect(text).not.toMatch(/please|successfully|dangling|reclaim|prune|<none>|!/i);
  });
});

describe('readCommandLine', () => {
  it('finds the command behind options that take a value', () => {
    expect(readCommandLine(['--store', 'import', '--name', 'tags', 'import', 'a.tar'])).toEqual({
      command: 'import',
      operands: ['a.tar'],
      options: { store: 'import', name: 'tags' },
    });
  });

  it('takes a single dash as an operand and as a value', () => {
    expect(readCommandLine(['import', '-']).operands).toEqual(['-']);
    expect(readCommandLine(['export', 'a', '-o', '-']).options['output']).toBe('-');
  });

  it('takes everything behind -- as operands', () => {
    expect(readCommandLine(['import', '--', '--dry-run.tar']).operands).toEqual(['--dry-run.tar']);
  });

  it('collects the values of an option that may be repeated, and takes the last of others', () => {
    const { options } = readCommandLine(['import', 'a', '--select=x', '--select', 'y', '--name', 'p', '--name', 'q']);
    expect(options).toEqual({ select: ['x', 'y'], name: 'q' });
  });

  it('suggests the nearest command and option', () => {
    expect(reasonOf(['improt', 'a'])).toBe('There is no command improt. Did you mean import?');
    expect(reasonOf(['import', 'a', '--dryrun'])).toBe('There is no option --dryrun. Did you mean --dry-run?');
    expect(reasonOf(['tags', 'a', '--dry-run'])).toBe('There is no option --dry-run.');
    expect(reasonOf(['xyzzy'])).toBe('There is no command xyzzy.');
  });

  it('refuses a value that is not there, not wanted or not one of the list', () => {
    expect(reasonOf(['export', 'a', '-o'])).toBe('-o needs a value: FILE|DIR|-.');
    expect(reasonOf(['export', 'a', '-o', '--json'])).toBe('-o needs a value: FILE|DIR|-.');
    expect(reasonOf(['repos', '--json=yes'])).toBe('--json takes no value.');
    expect(reasonOf(['export', 'a', '--compress', 'gzp'])).toBe('--compress is gzip, zstd, not "gzp". Did you mean gzip?');
    expect(reasonOf(['tags', ''])).toBe('An operand is empty.');
  });

  it('holds each act of a command to its own operands', () => {
    expect(readCommandLine(['store', 'list', '--read-only'])).toEqual({
      command: 'store',
      operands: ['list'],
      options: { 'read-only': true },
    });
    expect(reasonOf(['store', 'crate', 'x'])).toBe('There is no command store crate. Did you mean store create?');
    expect(reasonOf(['store', 'create'])).toBe('stowage store create needs DIR.');
    expect(reasonOf(['store', 'list', 'x'])).toBe('stowage store list takes no operands: "x".');
    expect(reasonOf(['store', 'move', 'a', 'b'])).toBe('stowage store move takes DIR and no more: "b".');
    expect(reasonOf(['store', 'copy', 'a', 'b', 'c'])).toBe('');
  });

  it('asks for nothing else when help is asked for', () => {
    expect(readCommandLine(['import', '-h'])).toEqual({ command: 'import', operands: [], options: { help: true } });
    expect(readCommandLine([])).toEqual({ command: null, operands: [], options: {} });
  });

  it('answers or refuses with usage, whatever the words', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...commandNames,
        '--json',
        '-q',
        '-o',
        '--platform',
        '--',
        '-',
        '__proto__',
        '--__proto__',
        '--constructor=1',
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        expect(typeof reasonOf(words)).toBe('string');
      }),
    );
  });
});
