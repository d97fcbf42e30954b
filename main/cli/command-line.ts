// Room cli: the words of a command line → a command with its operands and options, by the command table. Options may
// stand before or after the command. Throws `usage` only; it looks at no file and no environment.
import { parseArgs } from 'node:util';
import { StowageError } from '../errors.ts';
import type { OptionSpec, OptionSpecs, RawOptionValues, VerbSpec } from './command-spec.ts';
import { type CommandName, commandNames, commandSpec, commandTable, globalOptions, isCommandName } from './command-table.ts';
import { nearest } from './nearest.ts';

export interface CommandLine {
  /** Null when no command was given. */
  readonly command: CommandName | null;
  readonly operands: readonly string[];
  /** By the command's own and the global options: a value whose option has `values` is one of them. */
  readonly options: RawOptionValues;
}

/** Reads the words after the program's name. Throws `usage`, with the nearest command or option for a misspelt one. */
export function readCommandLine(words: readonly string[]): CommandLine {
  // Which words are operands depends on the options that take a value; no two commands disagree about an option's type.
  const verb = tokensOf(words, anyOptions).find((token) => token.kind === 'positional')?.value;
  if (verb !== undefined && !isCommandName(verb)) throw unknown('command', verb, commandNames, '');
  const command = verb ?? null;
  const specs: OptionSpecs = command === null ? globalOptions : { ...globalOptions, ...commandSpec(command).options };
  const operands: string[] = [];
  const options: Record<string, string | boolean | readonly string[]> = {};
  for (const token of tokensOf(words, specs)) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind === 'option') addOption(options, specs, token, command ?? '');
  }
  if (command !== null) operands.shift();
  if (command !== null && options['help'] !== true) checkOperands(command, operands);
  return { command, operands, options };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

const anyOptions: OptionSpecs = Object.assign({}, globalOptions, ...Object.values(commandTable).map((spec) => spec.options));

function tokensOf(words: readonly string[], specs: OptionSpecs) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      spec.short === undefined ? { type: spec.type } : { type: spec.type, short: spec.short },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function addOption(
  options: Record<string, string | boolean | readonly string[]>,
  specs: OptionSpecs,
  token: OptionToken,
  command: string,
): void {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
  if (spec === undefined) {
    throw unknown(
      'option',
      token.rawName,
      Object.keys(specs).map((name) => `--${name}`),
      command,
    );
  }
  if (spec.type === 'boolean') {
    if (token.value !== undefined) throw usage(`${token.rawName} takes no value.`, command);
    options[token.name] = true;
    return;
  }
  const value = checkedValue(spec, token, command);
  const before = options[token.name];
  options[token.name] = spec.multiple === true ? [...(Array.isArray(before) ? before : []), value] : value;
}

function checkedValue(spec: OptionSpec, token: OptionToken, command: string): string {
  const { value, rawName } = token;
  const isNextOption = token.inlineValue !== true && value !== undefined && value.length > 1 && value.startsWith('-');
  if (value === undefined || value === '' || isNextOption) throw usage(`${rawName} needs a value: ${valueName(spec)}.`, command);
  if (spec.values !== undefined && !spec.values.includes(value)) {
    const guess = nearest(value, spec.values);
    throw usage(
      `${rawName} is ${spec.values.join(', ')}, not "${value}".${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
      command,
    );
  }
  return value;
}

/** What help and messages call an option's value. */
export function valueName(spec: OptionSpec): string {
  return spec.values?.join('|') ?? spec.value ?? 'VALUE';
}

function checkOperands(command: CommandName, operands: readonly string[]): void {
  const spec = commandSpec(command);
  checkCount(command, spec, operands, command);
  if (operands.includes('')) throw usage('An operand is empty.', command);
  const [verb = '', ...rest] = operands;
  if (spec.verbs === undefined) return;
  const described = Object.hasOwn(spec.verbs, verb) ? spec.verbs[verb] : undefined;
  if (described === undefined) throw unknown('command', `${command} ${verb}`, verbPhrases(command, spec.verbs), command);
  checkCount(`${command} ${verb}`, described, rest, command);
}

function verbPhrases(command: string, verbs: Readonly<Record<string, VerbSpec>>): readonly string[] {
  return Object.keys(verbs).map((verb) => `${command} ${verb}`);
}

function checkCount(
  what: string,
  { atLeast, atMost, operands: written }: Pick<VerbSpec, 'atLeast' | 'atMost' | 'operands'>,
  operands: readonly string[],
  command: string,
): void {
  if (operands.length < atLeast) throw usage(`stowage ${what} needs ${written}.`, command);
  if (operands.length <= atMost) return;
  const extra = operands[atMost] ?? '';
  throw usage(
    atMost === 0 ? `stowage ${what} takes no operands: "${extra}".` : `stowage ${what} takes ${written} and no more: "${extra}".`,
    command,
  );
}

function unknown(what: 'command' | 'option', word: string, candidates: readonly string[], command: string): StowageError {
  const guess = nearest(word, candidates);
  return usage(`There is no ${what} ${word}.${guess === undefined ? '' : ` Did you mean ${guess}?`}`, command);
}

function usage(reason: string, command: string): StowageError {
  return new StowageError('usage', { reason, command });
}
