// Room cli: the commands that change what the store holds, as data.
import type { CommandSpecs } from '../command-spec.ts';
import { onConflict } from './shared-options.ts';

export const changeCommands = {
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
    options: {
      'dry-run': { type: 'boolean', summary: 'Show what would go, and what stands in the way; delete nothing' },
      force: { type: 'boolean', summary: 'Delete it although an image index contains it; a lock still holds' },
    },
    notes: [
      'Signatures, SBOMs and attestations of a deleted artifact go with it. To take only a tag away, use stowage untag.',
      'The last deletion can be taken back with stowage undo, while its blobs are there.',
    ],
    examples: [
      ['stowage rm app:1.0', 'every tag of this artifact goes with it'],
      ['stowage rm --dry-run app:1.0', 'what would go, and how much it frees'],
    ],
  },
  undo: {
    group: 'Change',
    summary: 'Take the last deletion or change of tags back',
    operands: '',
    operandKind: 'repository',
    atLeast: 0,
    atMost: 0,
    options: { 'dry-run': { type: 'boolean', summary: 'Show what would come back; change nothing' } },
    notes: [
      'Takes back the last rm, untag or tag, and, asked again, the one before. What rm deleted comes back with its tags while its',
      'blobs are there: until the next rm or cleanup, for an hour at most. What a cleanup freed is gone.',
    ],
    examples: [
      ['stowage undo', 'the artifacts and tags of the last deletion'],
      ['stowage undo --dry-run', 'see which change that is'],
    ],
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
} as const satisfies CommandSpecs;
