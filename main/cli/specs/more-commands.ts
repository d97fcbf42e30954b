// Room cli: the commands about Stowage itself, as data.
import type { CommandSpecs } from '../command-spec.ts';

export const moreCommands = {
  serve: {
    group: 'More',
    summary: 'Serve the store as a registry, the interface to a browser, or both',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {
      port: {
        type: 'string',
        value: 'N',
        summary: 'Port to listen on; 0 for any that is free (default: 5500). With --ui that of the interface',
      },
      host: {
        type: 'string',
        value: 'ADDR',
        summary: 'Listen on this address of this computer (default: 127.0.0.1); 0.0.0.0 for all: needs users, has TLS',
      },
      'allow-push': { type: 'boolean', summary: 'Let clients push' },
      'allow-delete': { type: 'boolean', summary: 'Let clients delete tags, manifests and blobs' },
      certificate: { type: 'string', value: 'FILE', summary: 'Certificate and chain in PEM (default: one that Stowage makes)' },
      key: { type: 'string', value: 'FILE', summary: 'Its key in PEM, where it is not in the same file' },
      users: { type: 'string', value: 'FILE', summary: 'Who may sign in: htpasswd -B FILE (default: users added in the app)' },
      ui: { type: 'boolean', summary: 'Serve the interface; the registry too where another option of it is given' },
    },
    notes: [
      'Prints the address on its first line. docker, podman, skopeo and others pull from it: docker pull 127.0.0.1:5500/alpine.',
      'Beyond this computer it has TLS and users: htpasswd -B -c users.txt ann, then --host 0.0.0.0 --users users.txt.',
      'With --ui the address works once: open it in the browser that is to have the interface. Ctrl-C stops.',
      'From another computer: forward the same port, as in ssh -L 8321:127.0.0.1:8321 HOST.',
    ],
    examples: [
      ['stowage serve', 'a registry to pull from, on port 5500'],
      ['stowage serve --allow-push --port 5000', 'one to push to as well, on a port of your choice'],
      ['stowage serve --host 0.0.0.0 --users users.txt', 'for other computers, with a certificate of its own'],
      ['stowage serve --ui', 'the interface, on any free port'],
      ['stowage serve --ui --port 8321 --store /srv/images', 'on one port, over another store'],
      ['stowage serve --ui --allow-push', 'both: the interface on any port, the registry on 5500'],
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
