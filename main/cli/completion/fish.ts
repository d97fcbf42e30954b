// Room cli: the completion script for fish, made from the command table.
import { type CommandName, commandNames, commandSpec, globalOptions } from '../command-table.ts';
import { commandsTaking, commandsWithVerbs, fixedOperands, type OptionWords, takesPath, verbsOf } from './words.ts';

/** The script, to be sourced or put into fish's completions folder. */
export function fishCompletion(): string {
  const none = '__fish_use_subcommand';
  return [
    '# fish completion for stowage',
    'complete -c stowage -f',
    `function __stowage_references`,
    '  stowage repos -q 2>/dev/null',
    `  set -l cur (commandline -ct)`,
    `  string match -q '*:*' -- $cur; and stowage tags -q (string replace -r ':[^:]*$' '' -- $cur) 2>/dev/null`,
    'end',
    ...Object.entries(globalOptions).map(([name, spec]) => optionLine({ name, spec }, '')),
    ...commandNames.map((name) => `complete -c stowage -n ${none} -a ${name} -d ${quoted(commandSpec(name).summary)}`),
    ...commandNames.flatMap((command) =>
      Object.entries(commandSpec(command).options).map(([name, spec]) => optionLine({ name, spec }, command)),
    ),
    ...commandsTaking('file').map((name) => `complete -c stowage -n ${seen(name)} -F`),
    ...commandsTaking('repository').map((name) => `complete -c stowage -n ${seen(name)} -a '(stowage repos -q 2>/dev/null)'`),
    ...commandsTaking('reference').map((name) => `complete -c stowage -n ${seen(name)} -a '(__stowage_references)'`),
    ...commandsTaking('shell', 'topic').map(
      (name) => `complete -c stowage -n ${seen(name)} -a '${fixedOperands(commandSpec(name).operandKind).join(' ')}'`,
    ),
    ...commandsWithVerbs().map(verbLine),
    '',
  ].join('\n');
}

function optionLine(option: OptionWords, command: CommandName | ''): string {
  const { name, spec } = option;
  const parts = [
    'complete -c stowage',
    command === '' ? '' : `-n ${seen(command)}`,
    `-l ${name}`,
    spec.short === undefined ? '' : `-s ${spec.short}`,
    spec.type === 'boolean' ? '' : takesPath(option) ? '-r -F' : '-x',
    spec.values === undefined ? '' : `-a '${spec.values.join(' ')}'`,
    `-d ${quoted(spec.summary)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function verbLine(name: CommandName): string {
  const verbs = verbsOf(name).join(' ');
  return `complete -c stowage -n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${verbs}' -a '${verbs}'`;
}

function seen(command: CommandName): string {
  return `'__fish_seen_subcommand_from ${command}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
