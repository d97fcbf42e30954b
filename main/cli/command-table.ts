// Room cli: every command, described once. It loads no command: command-loaders.ts knows where they are.
import type { CommandSpec, OptionSpecs, OptionValues } from './command-spec.ts';

/** Options that every command takes. */
export const globalOptions = {
  store: { type: 'string', value: 'DIR', summary: 'The store to use (default: STOWAGE_STORE, else your data folder)' },
  json: { type: 'boolean', summary: 'Print the answer as one JSON document' },
  quiet: { type: 'boolean', short: 'q', summary: 'Print names and digests only; no progress, no warnings' },
  progress: { type: 'string', values: ['auto', 'bar', 'json', 'none'], summary: 'How to show progress' },
  'no-color': { type: 'boolean', summary: 'No colours (also: NO_COLOR; FORCE_COLOR asks for them)' },
  help: { type: 'boolean', short: 'h', summary: 'Show help' },
  version: { type: 'boolean', summary: 'Show the version' },
} as const satisfies OptionSpecs;

const platform = { type: 'string', value: 'OS/ARCH', summary: 'Look at this platform of an image index' } as const;
const platforms = {
  type: 'string',
  value: 'OS/ARCH,…',
  multiple: true,
  summary: 'Only these platforms; may be repeated',
} as const;
const onConflict = {
  type: 'string',
  values: ['move', 'keep', 'fail'],
  summary: 'When a tag is taken: move it (default), keep it where it is, or fail',
} as const;

export const commandTable = {
  import: {
    group: 'Move',
    summary: 'Bring images from archives into the store',
    operands: 'FILE|DIR|- …',
    operandKind: 'file',
    atLeast: 1,
    atMost: 1000,
    options: {
      'dry-run': { type: 'boolean', summary: 'Show what would come in; write nothing' },
      name: { type: 'string', value: 'NAME', summary: 'Repository or reference to give what comes in' },
      select: { type: 'string', value: 'REF', multiple: true, summary: 'Only this reference or digest; may be repeated' },
      platform: platforms,
      'on-conflict': onConflict,
      atomic: { type: 'boolean', summary: 'All or nothing: one bad image keeps the others out' },
      deep: { type: 'boolean', summary: 'Also unpack compressed layers to check their diff IDs' },
    },
    notes: [
      'Takes what docker, podman, skopeo, crane, ctr, buildx and others save: plain or compressed, file, folder or - for standard input.',
      'What the store holds already is not written again. An image that loses its tag stays, untagged.',
    ],
    examples: [
      ['stowage import app.tar', 'import what docker save wrote'],
      ['docker save app:1.0 | stowage import -', 'import without a file between'],
      ['stowage import --dry-run *.tar.gz', 'see what would come in'],
      ['stowage import --name tools/app --platform linux/amd64 app.tar', 'one platform, under a name of your own'],
    ],
  },
  export: {
    group: 'Move',
    summary: 'Write images from the store to an archive',
    operands: 'REF … -o FILE|DIR|-',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 10_000,
    options: {
      output: { type: 'string', short: 'o', value: 'FILE|DIR|-', summary: 'Where to write; - is standard output' },
      profile: {
        type: 'string',
        values: ['docker', 'oci', 'dir'],
        summary: 'docker: one file every loader takes (default); oci: OCI archive; dir: OCI layout folder',
      },
      platform: platforms,
      compress: { type: 'string', values: ['gzip', 'zstd'], summary: 'Compress the archive' },
      'with-referrers': { type: 'boolean', summary: 'Take signatures, SBOMs and attestations along (default where possible)' },
      'no-referrers': { type: 'boolean', summary: 'Leave signatures, SBOMs and attestations behind' },
      'allow-missing': { type: 'boolean', summary: 'Export even where blobs are not in the store' },
    },
    notes: ['The same images always give the same bytes. Every blob is hashed again on its way out.'],
    examples: [
      ['stowage export app:1.0 -o app.tar', 'one file for docker, podman, containerd, skopeo and crane'],
      ['stowage export app:1.0 db:16 -o site.tar.zst --compress zstd', 'several images, compressed'],
      ['stowage export app:1.0 -o - | docker load', 'straight into docker'],
      ['stowage export app:1.0 -o layout --profile dir', 'an OCI layout folder'],
    ],
  },
  repos: {
    group: 'Look',
    summary: 'List repositories',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {},
    notes: [],
    examples: [['stowage repos', 'every repository with its sizes']],
  },
  tags: {
    group: 'Look',
    summary: 'List the tags of a repository',
    operands: 'REPO',
    operandKind: 'repository',
    atLeast: 1,
    atMost: 1,
    options: {},
    notes: [],
    examples: [
      ['stowage tags alpine', 'tags of docker.io/library/alpine'],
      ['stowage tags -q registry.example/team/app', 'one reference a line'],
    ],
  },
  manifests: {
    group: 'Look',
    summary: 'List artifacts, untagged ones included',
    operands: '[REPO]',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 1,
    options: { untagged: { type: 'boolean', summary: 'Only artifacts without a tag' } },
    notes: ['Without REPO: the artifacts of the whole store.'],
    examples: [
      ['stowage manifests app', 'every artifact of a repository'],
      ['stowage manifests --untagged', 'what no tag leads to'],
    ],
  },
  show: {
    group: 'Look',
    summary: 'Show an artifact: platforms, settings, layers, referrers',
    operands: 'REF',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 1,
    options: { platform },
    notes: [],
    examples: [
      ['stowage show app:1.0', 'by tag'],
      ['stowage show 8316064757162398 --platform linux/arm64', 'by the start of a digest, one platform'],
    ],
  },
  layers: {
    group: 'Look',
    summary: 'List the layers of an image with digests and diff IDs',
    operands: 'REF',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 1,
    options: { platform },
    notes: [],
    examples: [['stowage layers app:1.0', 'layers, lowest first']],
  },
  manifest: {
    group: 'Look',
    summary: 'Print a manifest, byte for byte',
    operands: 'REF',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 1,
    options: { platform },
    notes: [],
    examples: [['stowage manifest app:1.0 | sha256sum', 'its digest, computed again']],
  },
  cat: {
    group: 'Look',
    summary: 'Print a blob, byte for byte',
    operands: 'DIGEST',
    operandKind: 'digest',
    atLeast: 1,
    atMost: 1,
    options: {},
    notes: ['The bytes are hashed on their way out; a damaged blob ends with an error.'],
    examples: [
      ['stowage cat sha256:8316064757162398c376e3b825581b13654f1493728b056785a925a02f43af5f > layer.tar.gz', 'save a layer'],
    ],
  },
  du: {
    group: 'Look',
    summary: 'Show what takes room: on disk, shared, not needed',
    operands: '[REPO]',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 1,
    options: {},
    notes: [
      'Unique bytes are needed by one repository or artifact alone: deleting it frees exactly these. With REPO: its artifacts.',
    ],
    examples: [
      ['stowage du', 'the store and its repositories'],
      ['stowage du app', 'the artifacts of one repository'],
    ],
  },
  tag: {
    group: 'Change',
    summary: 'Give an artifact a tag',
    operands: 'SOURCE REF',
    operandKind: 'reference',
    atLeast: 2,
    atMost: 2,
    options: { 'on-conflict': onConflict },
    notes: ['The artifact that had the tag stays, untagged.'],
    examples: [
      ['stowage tag app:1.0 app:stable', 'a second tag'],
      ['stowage tag app:1.0 registry.example/team/app:1.0', 'a name in another repository; no bytes are copied'],
    ],
  },
  untag: {
    group: 'Change',
    summary: 'Take tags away; the artifacts stay',
    operands: 'REF …',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 10_000,
    options: {},
    notes: [],
    examples: [['stowage untag app:stable', 'the artifact stays in the store']],
  },
  rm: {
    group: 'Change',
    summary: 'Delete artifacts with all their tags, and free what only they need',
    operands: 'REF …',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 10_000,
    options: {},
    notes: ['To take only a tag away, use stowage untag.'],
    examples: [['stowage rm app:1.0', 'every tag of this artifact goes with it']],
  },
  status: {
    group: 'Look',
    summary: 'Show where the store is and how full',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {},
    notes: [],
    examples: [['stowage status', 'path, counts, sizes, free space']],
  },
  rebuild: {
    group: 'Change',
    summary: 'Make the catalogue again from the store itself',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {},
    notes: ['Loses nothing: the catalogue is derived from index.json, the blobs and the ledger.'],
    examples: [['stowage rebuild', 'after files were changed by hand']],
  },
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
} as const satisfies Readonly<Record<string, CommandSpec>>;

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
