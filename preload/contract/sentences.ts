// Room preload/contract: the English sentence of every failure and warning code, shared by all doors. Form: what
// happened, then what to do. A code without its sentence does not type-check. It formats no sizes itself: the door
// passes a formatter, so that each screen keeps its own units.
import type { Failure, FailureCode, FailureParams, Warning, WarningCode, WarningParams } from './failure.ts';

/** What a sentence may ask of its door. */
export interface SentenceFormat {
  readonly bytes: (sizeBytes: number) => string;
}

/** `what` happened; `remedy` is what to do, empty where nothing can be done. */
export interface Sentence {
  readonly what: string;
  readonly remedy: string;
}

/** One sentence per code: a language whose table lacks one does not type-check. */
export type Sentences<Params> = {
  readonly [C in keyof Params]: (params: Params[C], format: SentenceFormat) => readonly [what: string, remedy: string];
};

const again = 'Get the archive again and retry: what is stored already will be skipped.';
const askMaker = 'Make the archive again with the tool that wrote it, and report this if it happens again.';

const failures: Sentences<FailureParams> = {
  'archive-not-found': (p) => [`${p.archive}: there is no such file or folder.`, 'Check the path.'],
  'archive-unreadable': (p) => [`${p.archive} cannot be read (${p.reason}).`, 'Check its permissions and the medium it is on.'],
  'archive-changed': (p) => [
    `${p.archive} changed or disappeared while it was being read.`,
    'Wait until it is written completely, then import it again.',
  ],
  'archive-empty': (p) => [`${p.archive} is empty (0 bytes).`, 'A save that failed leaves such a file: save the image again.'],
  'archive-not-tar': (p) => [
    `${p.archive} is not a tar archive.`,
    'Give the file that `docker save`, `podman save` or a similar command wrote.',
  ],
  'archive-is-zip': (p) => [
    `${p.archive} is a ZIP file, not a tar archive.`,
    'Unzip it and import the folder or the tar inside.',
  ],
  'archive-is-utf16': (p) => [
    `${p.archive} was damaged by a text conversion to UTF-16, as PowerShell's > does.`,
    'Save it again with `docker save -o FILE`, without redirecting.',
  ],
  'archive-is-root-filesystem': (p) => [
    `${p.archive} holds a root file system (as \`docker export\` writes it), not an image.`,
    'Save the image with `docker save`, or make one with `docker import` first.',
  ],
  'archive-is-layer': (p) => [
    `${p.archive} looks like a lone layer: it holds files, but no manifest.`,
    'Give the whole image archive.',
  ],
  'archive-is-legacy-v1': (p) => [
    `${p.archive} was saved by Docker before 1.10: it has no manifest.json.`,
    'Load it into a current Docker and save it again.',
  ],
  'archive-is-chart': (p) => [
    `${p.archive} is a packaged Helm chart, not an image archive.`,
    'Push it to `stowage serve` or another registry with `helm push`.',
  ],
  'archive-holds-archives': (p) => [
    `${p.archive} holds no image itself, but other archives, such as ${p.entry}.`,
    'Import those, unpacked from it where it is a file.',
  ],
  'archive-without-images': (p) => [
    `${p.archive} holds no image: no index.json and no manifest.json in it lists one.`,
    'Give an image archive.',
  ],
  'folder-without-layout': (p) => [
    `${p.archive} is not an image layout: it has no index.json and no manifest.json.`,
    'Give the folder that holds `oci-layout`.',
  ],
  'layout-version-unsupported': (p) => [
    `${p.archive} has image layout version ${p.version}; only 1.0.0 is known.`,
    'Update Stowage.',
  ],
  'archive-truncated': (p, f) => [
    `${p.archive} ends early, at ${f.bytes(p.atBytes)}${p.entry === '' ? '' : `, inside ${p.entry}`}.`,
    again,
  ],
  'header-damaged': (p) => [`${p.archive} has a damaged tar header at byte ${p.atBytes}.`, again],
  'compression-damaged': (p) => [`${p.archive} cannot be decompressed (${p.compression}: ${p.reason}).`, again],
  'compression-unsupported': (p) => [
    `${p.archive} is compressed in a way that cannot be read (${p.compression}: ${p.reason}).`,
    'Decompress it with its own tool and import the plain tar.',
  ],
  'decompression-bomb': (p) => [
    `${p.archive} unpacks to more than ${p.limitRatio} times its size.`,
    'If you trust it, decompress it yourself and import the plain tar.',
  ],
  'too-many-entries': (p) => [`${p.archive} has more than ${p.limit} entries.`, 'Split it into several archives.'],
  'too-many-descriptors': (p) => [`${p.archive} lists more than ${p.limit} descriptors.`, 'Split it into several archives.'],
  'json-invalid': (p) => [`${p.entry} in ${p.archive} is not valid JSON (${p.reason}).`, askMaker],
  'json-too-large': (p, f) => [
    `${p.entry} in ${p.archive} is ${f.bytes(p.sizeBytes)}; the limit is ${f.bytes(p.limitBytes)}.`,
    askMaker,
  ],
  'document-invalid': (p) => [`${p.entry} in ${p.archive} is not valid: ${p.reason}.`, askMaker],
  'index-too-deep': (p) => [`${p.archive} nests indexes more than ${p.limit} deep.`, askMaker],
  'digest-mismatch': (p) => [
    `${p.entry} in ${p.archive} does not match its digest: expected ${p.expected}, found ${p.actual}.`,
    again,
  ],
  'size-mismatch': (p) => [
    `${p.entry} in ${p.archive} is ${p.actualBytes} bytes; its descriptor says ${p.expectedBytes}.`,
    again,
  ],
  'diff-id-mismatch': (p) => [
    `${p.entry} in ${p.archive} does not match its diff ID: expected ${p.expected}, found ${p.actual}.`,
    again,
  ],
  'blob-missing': (p) => [
    `${p.archive} lacks ${p.digest}, which ${p.image} needs.`,
    'Export the image again with all its layers.',
  ],
  'entry-missing': (p) => [`${p.archive} lacks the entry ${p.entry}, which ${p.image} needs.`, 'Save the image again.'],
  'entry-sparse': (p) => [
    `${p.entry} in ${p.archive} is stored as a sparse file, with its holes left out.`,
    'Make the tar again without `--sparse` (`-S`).',
  ],
  'link-escapes': (p) => [
    `${p.entry} in ${p.archive} is a link out of the archive (to ${p.target}).`,
    'Do not use this archive unless you know who made it.',
  ],
  'link-loop': (p) => [`${p.entry} in ${p.archive} is a link that leads back to itself.`, askMaker],
  'reference-invalid': (p) => [
    `"${p.reference}" is not a valid reference: ${p.reason}.`,
    'References look like [registry/]repository[:tag][@digest].',
  ],
  'reference-not-found': (p) => [
    `${p.reference} is not in the store.`,
    'List what is there with `stowage repos` and `stowage tags REPO`.',
  ],
  'reference-ambiguous': (p) => [
    `${p.reference} matches several: ${p.matches}.`,
    'Give more of the digest, or a repository before it.',
  ],
  'tag-needed': (p) => [`${p.reference} has no tag.`, 'Give a reference with a tag, such as name:tag.'],
  'repository-not-found': (p) => [
    `There is no repository ${p.repository} in the store.`,
    'List repositories with `stowage repos`.',
  ],
  'platform-invalid': (p) => [`"${p.platform}" is not a platform.`, 'Platforms look like linux/amd64 or linux/arm64/v8.'],
  'platform-not-found': (p) => [`${p.reference} has no platform ${p.platform}.`, p.present === '' ? '' : `It has ${p.present}.`],
  'nothing-selected': (p) => [`Nothing in ${p.archive} matches ${p.select}.`, 'See what is in it with --dry-run.'],
  'name-ambiguous': (p) => [
    `${p.archive} holds ${p.count} images; the name ${p.name} fits only one.`,
    'Choose one with --select, or give a repository without a tag.',
  ],
  'tag-conflict': (p) => [
    `${p.reference} is already ${p.current}; the archive has ${p.incoming}.`,
    'Use --on-conflict move or keep, or another --name.',
  ],
  'image-refused': (p) => [
    `${p.count} of the images in ${p.archive} cannot be imported, so nothing was (--atomic).`,
    'Leave out --atomic to import the others.',
  ],
  'blob-not-found': (p) => [`${p.digest} is not in the store.`, ''],
  'not-an-image': (p) => [`${p.reference} is not an image (${p.kind}).`, ''],
  'artifact-incomplete': (p) => [
    `${p.reference} is not complete: ${p.count} of its blobs are not in the store (first ${p.digest}).`,
    'Export one platform with --platform, import the rest first, or use --allow-missing.',
  ],
  'blob-damaged': (p) => [
    `${p.digest} is damaged on disk: its content hashes to ${p.actual}.`,
    'Run `stowage verify`, then repair it from an archive that has it.',
  ],
  'artifact-damaged': (p) => [
    `${p.reference} is damaged: ${p.digest} is missing, or does not match its digest.`,
    'Repair it from an archive that has it: `stowage repair --all --from FILE`; or pull it again.',
  ],
  'pattern-invalid': (p) => [
    `"${p.pattern}" is not a regular expression (${p.reason}).`,
    'Tags must match it entirely, as in v1\\..*.',
  ],
  locked: (p) => [
    `${p.reference} is locked against ${{ delete: 'deletion', write: 'changes', read: 'reading' }[p.action]} (lock on ${p.by}).`,
    `If that is no longer wanted, unlock it: \`stowage unlock ${p.by}\`.`,
  ],
  'index-needs-it': (p) => [
    `${p.reference} is part of ${p.index}, which would lose it.`,
    'Remove only the tag with `stowage untag`, delete the index, or use --force.',
  ],
  'plan-outdated': () => ['The store changed after this plan was made; nothing was deleted.', 'Look at the plan again.'],
  'cleanup-blocked': (p) => [
    `Nothing was deleted: the manifest ${p.digest} cannot be read (${p.reason}), so what it needs is not known.`,
    'Verify the store, then repair or delete that manifest.',
  ],
  'nothing-to-undo': () => ['There is no deletion to undo.', ''],
  'undo-gone': (p) => [`This deletion is final: ${p.digest} is no longer on the disk.`, 'Import it again from where it came.'],
  'undo-conflict': (p) => [`${p.reference} has changed since: it is ${p.current} now.`, 'Remove or move that tag first.'],
  'target-not-empty': (p) => [`${p.target} is a folder that is not empty.`, 'Give a new folder.'],
  'target-needs-file': (p) => [`The profile ${p.profile} cannot be written to ${p.target}.`, 'Give another target with -o.'],
  'store-not-found': (p) => [`There is no store at ${p.store}.`, 'Import an archive to create it, or give another --store.'],
  'store-not-a-layout': (p) => [
    `${p.store} is not an OCI image layout: ${p.reason}.`,
    'Give an empty folder or a layout with --store.',
  ],
  'store-read-only': (p) => [
    `The store ${p.store} cannot be written.`,
    'Check its permissions and whether its disk is mounted read-only.',
  ],
  'store-busy': (p) => [
    `The store ${p.store} is busy: another process has held it for too long.`,
    'Try again when that is done.',
  ],
  'store-newer': (p) => [
    `The store ${p.store} was written by a newer Stowage (catalogue version ${p.version}).`,
    'Update Stowage.',
  ],
  'store-exists': (p) => [`There is already a store at ${p.store}.`, 'Open it, or give another folder.'],
  'store-in-use': (p) => [
    `The store ${p.store} is in use: ${p.jobCount} ${p.jobCount === 1 ? 'job is' : 'jobs are'} running.`,
    'Wait until they are done, or cancel them.',
  ],
  'store-cannot-lock': (p) => [
    `The store ${p.store} lies on a file system that cannot lock files reliably (${p.fileSystem}), so it is not changed.`,
    'Open it read-only, or move it to a local disk.',
  ],
  'store-inside-store': (p) => [`${p.target} lies inside the store ${p.store}.`, 'Give a folder outside of it.'],
  'store-damaged': (p) => [`The store ${p.store} is damaged: ${p.reason}.`, 'Run `stowage rebuild`, or restore the named file.'],
  'no-space': (p, f) => [
    p.neededBytes === 0
      ? `The disk of ${p.path} is full.`
      : `Not enough room: this needs about ${f.bytes(p.neededBytes)}, ${f.bytes(p.freeBytes)} is free at ${p.path}.`,
    'Free some space, or use a store on another disk.',
  ],
  'file-system': (p) => [`${p.path}: ${p.operation} failed (${p.errno}).`, 'Check the disk and its permissions.'],
  'too-many-files': (p) => [
    `Too many files are open (at ${p.path}).`,
    'Raise the limit with `ulimit -n`, or close other programs.',
  ],
  'port-in-use': (p) => [`Port ${p.port} is used by another program.`, `Use another one, such as ${p.port + 1}.`],
  'address-unusable': (p) => [
    `The address ${p.host}:${p.port} cannot be used (${p.errno}).`,
    'Give an address of this computer, and a port above 1023.',
  ],
  'registry-needs-tls': (p) => [
    `The registry is to be reached at ${p.host}, beyond this computer, and has no certificate.`,
    'Give a certificate, or let Stowage make one.',
  ],
  'registry-needs-user': (p) => [
    `The registry is to be reached at ${p.host}, beyond this computer, and everybody could use it.`,
    'Add a user with a password in the app, or give an htpasswd file with --users.',
  ],
  'certificate-unusable': (p) => [`${p.path} cannot be used as a certificate or key (${p.reason}).`, 'Give PEM files.'],
  'users-unreadable': (p) => [
    `${p.path} cannot be read as a list of users (${p.reason}).`,
    'Give an htpasswd file with bcrypt passwords.',
  ],
  'remote-unreachable': (p) => [`${p.registry} cannot be reached (${p.reason}).`, 'Check its address and the network.'],
  'remote-untrusted': (p) => [
    `The certificate of ${p.registry} is not trusted (${p.reason}).`,
    'Give its certificate authority with --ca, or in the settings of this registry.',
  ],
  'remote-insecure': (p) => [
    `${p.registry} answers in plain HTTP, which anybody on the way can read and change.`,
    'If that is what you want, say so with --plain-http.',
  ],
  'remote-sign-in': (p) => [
    p.user === ''
      ? `${p.registry} asks for a user name and password.`
      : `${p.registry} does not accept the password of ${p.user}.`,
    'Sign in with `docker login` or `podman login`, or in the desktop app.',
  ],
  'remote-denied': (p) => [
    `${p.registry} does not allow ${p.what}${p.reason === '' ? '' : `: ${p.reason}`}.`,
    'Ask whoever runs it.',
  ],
  'remote-not-found': (p) => [`${p.reference} is not there, or not for you.`, 'Check its name and whether you are signed in.'],
  'remote-limit': (p) => [
    `${p.registry} allows no more requests for now.`,
    p.retryAfterSeconds === 0 ? 'Try again later.' : `Try again in ${p.retryAfterSeconds} seconds.`,
  ],
  'remote-error': (p) => [
    `${p.registry} failed (status ${p.status}${p.reason === '' ? '' : `: ${p.reason}`}).`,
    'Try again later; what was brought over is kept.',
  ],
  'remote-unknown': (p) => [`There is no remote registry called ${p.name}.`, ''],
  'credentials-unusable': (p) => [`The stored credentials for ${p.registry} cannot be used (${p.reason}).`, 'Sign in again.'],
  usage: (p) => [p.reason, `See \`stowage ${p.command === '' ? '' : `${p.command} `}--help\`.`],
  'pick-unknown': () => ['The chosen file is not known any more.', 'Choose it again.'],
  'job-unknown': () => ['This job is not known any more.', ''],
  'operation-unknown': (p) => [`There is no operation ${p.operation}.`, ''],
  'input-invalid': (p) => [`${p.operation} was asked wrongly: ${p.reason}.`, ''],
  cancelled: (p) => [`${p.what} was cancelled.`, 'The store is as it was.'],
  internal: (p) => [`Something went wrong inside Stowage: ${p.message}`, 'The store is safe. Report this with the details.'],
};

const warnings: Sentences<WarningParams> = {
  'platform-absent': (p) => [`${p.image}: platform ${p.platform} is listed, but not in the archive.`, ''],
  'layer-not-distributed': (p) => [`${p.image}: layer ${p.digest} is not distributed with images and not in the archive.`, ''],
  'name-invalid': (p) => [`The name "${p.name}" (${p.evidence}) is not a valid reference and was left out.`, ''],
  'name-tag-only': (p) => [
    `"${p.name}" names a tag, but no repository: ${p.digest} came in untagged.`,
    'Give it a repository with --name.',
  ],
  'name-by-digest': (p) => [`"${p.name}" names a digest, not a tag: it came in untagged.`, ''],
  'names-disagree': (p) => [
    `index.json and manifest.json of ${p.archive} do not name the same images: ${p.detail}. All of them were read.`,
    '',
  ],
  'layout-file-missing': (p) => [`${p.archive} has an index.json but no oci-layout file.`, ''],
  'entry-duplicate': (p) => [`${p.entry} stands in ${p.archive} more than once; the last one counts.`, ''],
  'entry-unsafe': (p) => [`The entry ${p.entry} in ${p.archive} points outside of it and was passed over.`, ''],
  'archive-tail-missing': (p) => [`${p.archive} lacks its end mark; everything before it is complete.`, ''],
  'layer-recompressed': (p) => [
    `${p.image}: a layer compressed with ${p.compression} has no OCI media type and is kept unpacked.`,
    '',
  ],
  'media-type-unknown': (p) => [`${p.image}: the media type ${p.mediaType} is not known; it is kept as it is.`, ''],
  'tag-moved': (p) => [`${p.reference} moved from ${p.from} to ${p.to}.`, ''],
  'tag-kept': (p) => [`${p.reference} stays at ${p.kept}; ${p.incoming} came in without it.`, ''],
  'referrer-left-out': (p) => [`${p.image}: the referrer ${p.digest} is left behind.`, ''],
  'index-pruned': (p) => [
    `${p.reference}: the index was cut to the chosen platforms; its digest is ${p.to} instead of ${p.from}.`,
    '',
  ],
  'loader-limits': (p) => [
    `${p.reference}: ${
      {
        'zstd-layers': 'zstd layers need docker 23, containerd 1.5 or podman 4 or later',
        'docker-media-types': 'Docker media types inside an OCI layout cannot be read by skopeo before 1.22 and umoci',
        'not-an-image': 'docker can only load images; other tools read this artifact from the layout',
      }[p.reason]
    }.`,
    '',
  ],
  'blob-absent': (p) => [`${p.reference}: ${p.digest} is not in the store and is left out.`, ''],
  'document-unreadable': (p) => [`${p.digest} cannot be read as a manifest: ${p.reason}.`, ''],
};

/** The sentence of a failure. Values are inserted raw: the door escapes control characters for its medium. */
export function failureSentence(failure: Failure, format: SentenceFormat): Sentence {
  return sentence(failures, failure, format);
}

/** The sentence of a warning. */
export function warningSentence(warning: Warning, format: SentenceFormat): Sentence {
  return sentence(warnings, warning, format);
}

/** Makes the sentence of a coded failure or warning from one language's table. */
export function sentence<C extends FailureCode | WarningCode>(
  table: Readonly<Record<C, unknown>>,
  coded: { readonly code: C; readonly params: unknown },
  format: SentenceFormat,
): Sentence {
  const make = table[coded.code] as (params: unknown, format: SentenceFormat) => readonly [string, string];
  const [what, remedy] = make(coded.params, format);
  return { what, remedy };
}
