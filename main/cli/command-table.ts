// Room cli: every command, described once. It loads no command: command-loaders.ts knows where they are.
import type { CommandSpec, OptionSpecs, OptionValues } from './command-spec.ts';
import { changeCommands } from './specs/change-commands.ts';
import { keepCommands } from './specs/keep-commands.ts';
import { lookCommands } from './specs/look-commands.ts';
import { moreCommands } from './specs/more-commands.ts';
import { moveCommands } from './specs/move-commands.ts';

/** Options that every command takes. */
export const globalOptions = {
  store: { type: 'string', value: 'DIR', summary: 'The store to use (default: STOWAGE_STORE, else the one you opened last)' },
  'read-only': { type: 'boolean', summary: 'Open the store for looking only; nothing in it is changed' },
  json: { type: 'boolean', summary: 'Print the answer as one JSON document' },
  quiet: { type: 'boolean', short: 'q', summary: 'Print names and digests only; no progress, no warnings' },
  progress: { type: 'string', values: ['auto', 'bar', 'json', 'none'], summary: 'How to show progress' },
  'no-color': { type: 'boolean', summary: 'No colours (also: NO_COLOR; FORCE_COLOR asks for them)' },
  help: { type: 'boolean', short: 'h', summary: 'Show help' },
  version: { type: 'boolean', summary: 'Show the version' },
} as const satisfies OptionSpecs;

export const commandTable = { ...moveCommands, ...lookCommands, ...changeCommands, ...keepCommands, ...moreCommands } as const;

export type CommandName = keyof typeof commandTable;

/** The options a command gets: its own and the global ones. */
export type CommandOptions<Name extends CommandName> = OptionValues<typeof globalOptions> &
  OptionValues<(typeof commandTable)[Name]['options']>;

export const commandNames = Object.keys(commandTable) as readonly CommandName[];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}

/** A command's description, without the types of its options. */
export function commandSpec(name: CommandName): CommandSpec {
  return commandTable[name];
}
