// Room cli: the commands about Stowage itself, as data.
import type { CommandSpecs } from '../command-spec.ts';

export const moreCommands = {
  serve: {
    group: 'More',
    summary: 'Serve the interface to a browser, on this computer',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {
      ui: { type: 'boolean', summary: 'Serve the interface' },
      port: { type: 'string', value: 'N', summary: 'Listen on this port of 127.0.0.1 (default: any that is free)' },
    },
    notes: [
      'Prints the address on its first line. It works once: open it in the browser that is to have the interface. Ctrl-C stops.',
      'From another computer: forward the same port, as in ssh -L 8321:127.0.0.1:8321 HOST.',
    ],
    examples: [
      ['stowage serve --ui', 'the interface, on any free port'],
      ['stowage serve --ui --port 8321 --store /srv/images', 'on a port of your choice, over another store'],
    ],
  },
  completion: {
    group: 'More',
    summary: 'Print shell completion',
    operands: 'bash|zsh|fish',
    operandKind: 'shell',
    atLeast: 1,
    atMost: 1,
    options: {},
    notes: [],
    examples: [
      ['source <(stowage completion bash)', 'bash; zsh works alike'],
      ['stowage completion fish > ~/.config/fish/completions/stowage.fish', 'fish'],
    ],
  },
  help: {
    group: 'More',
    summary: 'Show help on a command, on exit-codes or on json',
    operands: '[COMMAND]',
    operandKind: 'topic',
    atLeast: 0,
    atMost: 1,
    options: {},
    notes: [],
    examples: [
      ['stowage help import', 'one command'],
      ['stowage help exit-codes', 'what the exit codes mean'],
    ],
  },
  version: {
    group: 'More',
    summary: 'Show the version',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {},
    notes: [],
    examples: [['stowage version', 'the version of Stowage']],
  },
} as const satisfies CommandSpecs;
