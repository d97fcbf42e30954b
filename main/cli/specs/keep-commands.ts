// Room cli: the commands that keep a store healthy: cleanup, locks, verify, repair, and several stores, as data.
import type { CommandSpecs, OptionSpec } from '../command-spec.ts';

const onOff = (what: string) => ({ type: 'string', values: ['true', 'false'], summary: what }) as const satisfies OptionSpec;

export const keepCommands = {
  cleanup: {
    group: 'Keep',
    summary: 'Free what no tag needs: old untagged artifacts, unneeded blobs, interrupted work',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: {
      'dry-run': { type: 'boolean', summary: 'Show what would go, what stays and why; delete nothing' },
      'older-than': {
        type: 'string',
        value: 'TIME',
        summary: 'Untagged for at least this long, such as 12h, 7d or 0 (default: as set)',
      },
      repo: { type: 'string', value: 'GLOB', multiple: true, summary: 'Only in repositories that match; may be repeated' },
      tag: { type: 'string', value: 'REGEX', summary: 'Also remove tags that match this entirely' },
      keep: { type: 'string', value: 'N', summary: 'The newest N of each repository stay' },
      untagged: { type: 'boolean', summary: 'With --tag: also delete what is untagged, or becomes so' },
    },
    notes: [
      'What is locked, part of an image index, or in use by running work stays. What a plan promises to free is what the disk gains.',
      'Times are 30m, 12h, 7d, 2w or together, as in 1d12h. While a manifest cannot be read, no blob is taken away.',
    ],
    examples: [
      ['stowage cleanup --dry-run', 'see what would go'],
      ['stowage cleanup --older-than 7d', 'untagged for a week or longer'],
      ["stowage cleanup --repo 'team/*' --tag 'ci-.*' --keep 5 --untagged", 'old builds of a team, except the newest five'],
    ],
  },
  lock: {
    group: 'Keep',
    summary: 'Lock a repository, a tag or an artifact, or list all locks',
    operands: '[REPO|REPO:TAG|REPO@DIGEST]',
    operandKind: 'reference',
    atLeast: 0,
    atMost: 1,
    options: {
      'delete-enabled': onOff('Whether it, and what is in it, may be deleted'),
      'write-enabled': onOff('Whether anything in it may change: tags set, moved or deleted, artifacts come in or go'),
      'list-enabled': onOff('Whether it stands in lists'),
      'read-enabled': onOff('Whether it may be exported, copied and looked into'),
    },
    notes: [
      'Without switches it is locked: not deleted and not changed. Switches that are left out stay as they are.',
      'A name without a tag is the repository, not its latest. No --force passes a lock: unlock it first.',
    ],
    examples: [
      ['stowage lock app:1.0', 'neither deleted nor moved by anything'],
      ['stowage lock team/app --delete-enabled false', 'a whole repository, against deletion only'],
      ['stowage lock', 'every lock there is'],
    ],
  },
  unlock: {
    group: 'Keep',
    summary: 'Lift the lock of a repository, a tag or an artifact',
    operands: 'REPO|REPO:TAG|REPO@DIGEST',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 1,
    options: {},
    notes: ['Lifts this lock alone: a tag stays locked while its repository is.'],
    examples: [['stowage unlock app:1.0', 'all four switches on again']],
  },
  verify: {
    group: 'Keep',
    summary: 'Hash every blob again, and hold the catalogue against the disk',
    operands: '[REPO]',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 1,
    options: {
      deep: { type: 'boolean', summary: 'Also unpack compressed layers to check their diff IDs' },
      'since-last': { type: 'boolean', summary: 'Only blobs that were not checked yet' },
      limit: { type: 'string', value: 'RATE', summary: 'Read no more than this a second, such as 50MB' },
    },
    notes: [
      'Damaged blobs go to quarantine; nothing is deleted, and their artifacts are not exported until they are repaired.',
      'A run that was interrupted goes on where it stopped. Exit code 6 when something is damaged or missing.',
    ],
    examples: [
      ['stowage verify', 'the whole store'],
      ['stowage verify --since-last --limit 50MB', 'what is new, gently'],
      ['stowage verify team/app --deep', 'one repository, layers unpacked'],
    ],
  },
  repair: {
    group: 'Keep',
    summary: 'Heal damaged and missing blobs from archives and folders that have them',
    operands: 'DIGEST …|--all --from FILE|DIR',
    operandKind: 'file',
    atLeast: 0,
    atMost: 1000,
    options: {
      all: { type: 'boolean', summary: 'All blobs that are damaged or missing' },
      from: { type: 'string', value: 'FILE|DIR|-', multiple: true, summary: 'Where to look for them; may be repeated' },
    },
    notes: [
      'Only bytes that match the digest are taken. Exit code 6 when some are left.',
      'With --all, operands are further sources, so that --from *.tar works.',
    ],
    examples: [
      ['stowage repair --all --from app.tar', 'everything this archive can heal'],
      [
        'stowage repair sha256:8316064757162398c376e3b825581b13654f1493728b056785a925a02f43af5f --from /media/backup',
        'one blob, from an OCI layout folder',
      ],
    ],
  },
  store: {
    group: 'Keep',
    summary: 'Make, open, move, copy, list and forget stores',
    operands: 'create|open|move|copy|list|forget …',
    operandKind: 'file',
    atLeast: 1,
    atMost: 10_000,
    verbs: {
      create: { summary: 'Make a store in a new or empty folder', operands: 'DIR', atLeast: 1, atMost: 1 },
      open: { summary: 'Use this store from now on; with --read-only for looking only', operands: 'DIR', atLeast: 1, atMost: 1 },
      move: {
        summary: 'Move the store to another folder, checked before the old one goes',
        operands: 'DIR',
        atLeast: 1,
        atMost: 1,
      },
      copy: {
        summary: 'Copy artifacts, or all of them, into another store; blobs it has are not copied',
        operands: 'DIR [REF …]',
        atLeast: 1,
        atMost: 9999,
      },
      list: { summary: 'List the stores you have opened', operands: '', atLeast: 0, atMost: 0 },
      forget: { summary: 'Leave a store out of that list; nothing is deleted', operands: 'DIR', atLeast: 1, atMost: 1 },
    },
    options: { name: { type: 'string', value: 'NAME', summary: 'With create: what to call the store' } },
    notes: [],
    examples: [
      ['stowage store create /srv/images --name Images', 'a new store'],
      ['stowage store copy /media/usb/store app:1.0', 'one artifact into a store on a disk to carry'],
      ['stowage store open /mnt/images --read-only', 'look into a store, change nothing'],
      ['stowage store list', 'every store, and which one is open'],
    ],
  },
} as const satisfies CommandSpecs;
