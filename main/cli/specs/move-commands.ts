// Room cli: the commands that bring images in and take them out, as data.
import type { CommandSpecs } from '../command-spec.ts';
import { onConflict, platforms, remote } from './shared-options.ts';

export const moveCommands = {
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
  pull: {
    group: 'Move',
    summary: 'Bring artifacts in from a remote registry',
    operands: 'REF …',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 1000,
    options: {
      platform: platforms,
      'all-platforms': { type: 'boolean', summary: 'Every platform of an image index' },
      'no-referrers': { type: 'boolean', summary: 'Leave signatures, SBOMs and attestations behind' },
      ...remote,
      'dry-run': { type: 'boolean', summary: 'Show what would come in; fetch no blobs' },
    },
    notes: [
      "Without --platform it takes Linux on this machine's architecture. What the store holds already is not fetched again.",
      'Signs in as docker and podman do: from their configuration files and credential helpers.',
    ],
    examples: [
      ['stowage pull registry.example.com/team/app:1.0', 'one image'],
      ['stowage pull --all-platforms alpine:3.20', 'a whole index, from Docker Hub'],
    ],
  },
  push: {
    group: 'Move',
    summary: 'Send an artifact to a remote registry',
    operands: 'REF [DEST]',
    operandKind: 'reference',
    atLeast: 1,
    atMost: 2,
    options: { ...remote, 'dry-run': { type: 'boolean', summary: 'Show what would be sent; send nothing' } },
    notes: [
      'DEST is registry/repository[:tag]; without it REF itself says where. Signatures, SBOMs and attestations go along.',
      'Platforms that are not in the store are not sent. Some registries refuse an index without all of them.',
    ],
    examples: [
      ['stowage push registry.example.com/team/app:1.0', 'where its own name says'],
      ['stowage push app:1.0 localhost:5000/team/app', 'to another place, under the same tag'],
    ],
  },
} as const satisfies CommandSpecs;
