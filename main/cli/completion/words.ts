// Room cli: what completion offers, from the command table, in the pieces that the three shell scripts share.
import type { OperandKind, OptionSpec } from '../command-spec.ts';
import { type CommandName, commandNames, commandSpec, globalOptions } from '../command-table.ts';
import { helpTopics } from '../help-text.ts';

export interface OptionWords {
  readonly name: string;
  readonly spec: OptionSpec;
}

/** A command's own options and the global ones. */
export function optionsOf(command: CommandName): readonly OptionWords[] {
  return Object.entries({ ...commandSpec(command).options, ...globalOptions }).map(([name, spec]) => ({ name, spec }));
}

/** Every option of any command, once. */
export function allOptions(): readonly OptionWords[] {
  const byName = new Map(commandNames.flatMap(optionsOf).map((option) => [option.name, option]));
  return [...byName.values()];
}

/** `--output -o`: the spellings of an option. */
export function spellings({ name, spec }: OptionWords): readonly string[] {
  return spec.short === undefined ? [`--${name}`] : [`--${name}`, `-${spec.short}`];
}

/** Values that are paths. */
export function takesPath({ spec }: OptionWords): boolean {
  return spec.value?.includes('DIR') === true;
}

/** Fixed words for an operand; references, repositories and files are completed by the scripts themselves. */
export function fixedOperands(kind: OperandKind): readonly string[] {
  if (kind === 'shell') return ['bash', 'zsh', 'fish'];
  return kind === 'topic' ? [...commandNames, ...helpTopics] : [];
}

/** What the first operand may be where it names an act of the command; none for other commands. */
export function verbsOf(command: CommandName): readonly string[] {
  return Object.keys(commandSpec(command).verbs ?? {});
}

/** Commands of which the first operand names an act. */
export function commandsWithVerbs(): readonly CommandName[] {
  return commandNames.filter((name) => verbsOf(name).length > 0);
}

/** Commands whose operands are of one of these kinds. */
export function commandsTaking(...kinds: readonly OperandKind[]): readonly CommandName[] {
  return commandNames.filter((name) => commandSpec(name).atMost > 0 && kinds.includes(commandSpec(name).operandKind));
}
