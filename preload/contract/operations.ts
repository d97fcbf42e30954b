// Room preload/contract: the one table of operations. A `call` answers; a `job` answers with a job id at once and
// settles later through events. Inputs are checked at the border with these schemas; outputs are typed.
import { z } from 'zod';
import type { HostInfo, PickInfo, Settings } from './host-model.ts';
import { none, page, pick, text } from './inputs.ts';
import type {
  ArtifactDetail,
  ArtifactSummary,
  ManifestText,
  Page,
  RebuildReport,
  RemovalReport,
  RepositorySummary,
  SearchHit,
  SelectionFootprint,
  StoreSummary,
  TagChange,
  TagSummary,
  Usage,
  UsageNode,
} from './model.ts';
import { type RegistryOutputs, registryOperations } from './registry-operations.ts';
import type { ExportReport, ImportReport, JobRecord } from './transfer-model.ts';
import type {
  BlobExplanation,
  CleanupPlan,
  CleanupReport,
  Damage,
  LockInfo,
  LogEntry,
  RemovalPlan,
  RepairReport,
  StoreCopyReport,
  StoreInfo,
  StoreMoveReport,
  UndoOffer,
  UndoReport,
  VerifyReport,
} from './upkeep-model.ts';

const onConflict = z.enum(['move', 'keep', 'fail']);
const exportProfile = z.enum(['docker', 'oci', 'dir']);

const importOptions = {
  /** Repository or full reference to give what comes in; with a repository, tags found in the archive are kept. */
  name: text.optional(),
  /** Only artifacts with one of these references, or digests, or digest prefixes. */
  select: z.array(text).optional(),
  platforms: z.array(text).optional(),
  onConflict: onConflict.optional(),
  atomic: z.boolean().optional(),
  /** Also check diff IDs of compressed layers. */
  deep: z.boolean().optional(),
};

const importInput = z.strictObject({
  picks: z.array(pick).min(1).max(1000),
  ...importOptions,
  /** Stop after planning and wait for `job.answer`. */
  review: z.boolean().optional(),
});

export const settings = z.strictObject({
  language: z.enum(['system', 'en', 'zh-Hant']),
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  units: z.enum(['decimal', 'binary']),
  singleKeys: z.boolean(),
  notifications: z.boolean(),
  diffPalette: z.enum(['green-rose', 'blue-orange']),
  motion: z.enum(['system', 'reduced']),
  /** How long an untagged artifact is safe from cleanup. */
  untaggedGraceDays: z.int().nonnegative().max(36_500),
  /** The local registry, as it is switched on in the interface. */
  registryPort: z.int().min(1).max(65_535),
  registryReach: z.enum(['this-computer', 'network']),
  registryPush: z.boolean(),
  registryDelete: z.boolean(),
  /** Switch it on with the application. */
  registryOnStart: z.boolean(),
});

const exportInput = z.strictObject({
  references: z.array(text).min(1).max(10_000),
  target: pick,
  profile: exportProfile.optional(),
  platforms: z.array(text).optional(),
  compress: z.enum(['gzip', 'zstd']).optional(),
  withReferrers: z.boolean().optional(),
  allowMissing: z.boolean().optional(),
});

const cleanupPolicy = {
  olderThanSeconds: z.number().nonnegative().optional(),
  repositories: z.array(text).max(1000).optional(),
  tagPattern: z.string().max(1000).optional(),
  keep: z.int().nonnegative().optional(),
  untagged: z.boolean().optional(),
  /** Rows that are wanted; without it all of them. */
  keys: z.array(text).optional(),
};

/** Input schema and kind of every operation, by name. */
export const operations = {
  'store.status': { kind: 'call', input: none },
  'repository.list': { kind: 'call', input: z.strictObject(page) },
  'tag.list': { kind: 'call', input: z.strictObject({ repository: text, ...page }) },
  'artifact.list': {
    kind: 'call',
    input: z.strictObject({ repository: text.optional(), show: z.enum(['all', 'tagged', 'untagged']).optional(), ...page }),
  },
  'artifact.show': { kind: 'call', input: z.strictObject({ reference: text, platform: text.optional() }) },
  'manifest.read': { kind: 'call', input: z.strictObject({ reference: text, platform: text.optional() }) },
  'config.read': { kind: 'call', input: z.strictObject({ reference: text, platform: text.optional() }) },
  'usage.show': { kind: 'call', input: none },
  'tag.add': { kind: 'call', input: z.strictObject({ source: text, reference: text, onConflict: onConflict.optional() }) },
  'tag.remove': { kind: 'call', input: z.strictObject({ references: z.array(text).min(1) }) },
  'artifact.plan-removal': { kind: 'call', input: z.strictObject({ references: z.array(text).min(1) }) },
  /** `force` deletes what an index contains, too; it does not lift a lock. */
  'artifact.remove': {
    kind: 'call',
    input: z.strictObject({ references: z.array(text).min(1), force: z.boolean().optional() }),
  },
  'lock.set': {
    kind: 'call',
    /** A repository, `repository:tag` or `repository@digest`; switches that are left out stay as they are. */
    input: z.strictObject({
      reference: text,
      deleteEnabled: z.boolean().optional(),
      writeEnabled: z.boolean().optional(),
      listEnabled: z.boolean().optional(),
      readEnabled: z.boolean().optional(),
    }),
  },
  'lock.list': { kind: 'call', input: none },
  'cleanup.plan': { kind: 'call', input: z.strictObject(cleanupPolicy) },
  /** Refused when the store is at another revision than the plan. */
  'cleanup.run': { kind: 'job', input: z.strictObject({ ...cleanupPolicy, revision: z.int().optional() }) },
  'undo.show': { kind: 'call', input: none },
  'undo.run': { kind: 'call', input: none },
  'blob.explain': { kind: 'call', input: z.strictObject({ digest: text }) },
  'store.verify': {
    kind: 'job',
    input: z.strictObject({
      repository: text.optional(),
      sinceLast: z.boolean().optional(),
      deep: z.boolean().optional(),
      limitBytesPerSecond: z.int().positive().optional(),
    }),
  },
  'damage.list': { kind: 'call', input: none },
  /** Heals damaged and missing blobs from archives and folders; without digests, all of them. */
  'store.repair': {
    kind: 'job',
    input: z.strictObject({ digests: z.array(text).optional(), sources: z.array(pick).min(1).max(1000) }),
  },
  'log.list': { kind: 'call', input: z.strictObject({ ...page, since: text.optional() }) },
  'store.list': { kind: 'call', input: none },
  /** Makes a store in an empty or missing folder, and opens it. */
  'store.create': { kind: 'call', input: z.strictObject({ folder: pick, name: z.string().max(100).optional() }) },
  /** Opens a store; it is the one used from now on. */
  'store.open': { kind: 'call', input: z.strictObject({ folder: pick, readOnly: z.boolean().optional() }) },
  /** Forgets a store; nothing is deleted. */
  'store.forget': { kind: 'call', input: z.strictObject({ path: text }) },
  'store.move': { kind: 'job', input: z.strictObject({ folder: pick }) },
  'store.copy': { kind: 'job', input: z.strictObject({ references: z.array(text).max(10_000), folder: pick }) },
  'archive.plan': { kind: 'job', input: importInput },
  'archive.import': { kind: 'job', input: importInput },
  'archive.export': { kind: 'job', input: exportInput },
  'blob.read': { kind: 'job', input: z.strictObject({ digest: text, target: pick }) },
  'store.rebuild': { kind: 'job', input: none },
  'selection.footprint': {
    kind: 'call',
    input: z.strictObject({
      artifacts: z
        .array(z.strictObject({ repository: text.nullable(), digest: text }))
        .min(1)
        .max(10_000),
    }),
  },
  'usage.map': { kind: 'call', input: none },
  'search.find': { kind: 'call', input: z.strictObject({ query: z.string().max(256), limit: z.int().positive().max(200) }) },
  ...registryOperations,
  'host.describe': { kind: 'call', input: none },
  'settings.get': { kind: 'call', input: none },
  'settings.change': { kind: 'call', input: settings.partial() },
  /** Asks the user through the system's dialog; empty when it was dismissed. */
  'pick.choose': {
    kind: 'call',
    input: z.strictObject({
      kind: z.enum(['archives', 'file', 'folder', 'save-file', 'save-folder']),
      suggestedName: z.string().max(255).optional(),
    }),
  },
  /** Names a path on the host's machine; only where `hostPaths` says so, or a store of `store.list`. */
  'pick.path': { kind: 'call', input: z.strictObject({ path: text }) },
  /** The sample archive that ships with the application. */
  'pick.sample': { kind: 'call', input: none },
  /** Jobs on record, the newest first. Dry runs of pull, push and sync answer with their outcome and stand in no list. */
  'job.list': { kind: 'call', input: none },
  'job.cancel': { kind: 'call', input: z.strictObject({ job: text }) },
  /** Goes on with an import that waits: with the chosen artifacts and options, or not at all. */
  'job.answer': {
    kind: 'call',
    input: z.strictObject({ job: text, proceed: z.boolean(), keys: z.array(text).optional(), ...importOptions }),
  },
  'job.retry': { kind: 'call', input: z.strictObject({ job: text }) },
  'job.dismiss': { kind: 'call', input: z.strictObject({ job: text }) },
  'job.reveal': { kind: 'call', input: z.strictObject({ job: text }) },
} as const satisfies Record<string, { readonly kind: 'call' | 'job'; readonly input: z.ZodType }>;

export type OperationName = keyof typeof operations;
export type OperationInput<Name extends OperationName> = z.input<(typeof operations)[Name]['input']>;

/** Output of a call, or what a job settles with. */
export interface OperationOutputs extends RegistryOutputs {
  readonly 'store.status': StoreSummary;
  readonly 'repository.list': Page<RepositorySummary>;
  readonly 'tag.list': Page<TagSummary>;
  readonly 'artifact.list': Page<ArtifactSummary>;
  readonly 'artifact.show': ArtifactDetail;
  readonly 'manifest.read': ManifestText;
  readonly 'config.read': ManifestText;
  readonly 'usage.show': Usage;
  readonly 'tag.add': TagChange;
  readonly 'tag.remove': readonly TagChange[];
  readonly 'artifact.plan-removal': RemovalPlan;
  readonly 'artifact.remove': RemovalReport;
  /** The lock as it is now; null where every switch is on, which is no lock. */
  readonly 'lock.set': LockInfo | null;
  readonly 'lock.list': readonly LockInfo[];
  readonly 'cleanup.plan': CleanupPlan;
  readonly 'cleanup.run': CleanupReport;
  readonly 'undo.show': UndoOffer | null;
  readonly 'undo.run': UndoReport;
  readonly 'blob.explain': BlobExplanation;
  readonly 'store.verify': VerifyReport;
  readonly 'damage.list': readonly Damage[];
  readonly 'store.repair': RepairReport;
  /** The newest first. */
  readonly 'log.list': Page<LogEntry>;
  readonly 'store.list': readonly StoreInfo[];
  readonly 'store.create': StoreInfo;
  readonly 'store.open': StoreInfo;
  readonly 'store.forget': readonly StoreInfo[];
  readonly 'store.move': StoreMoveReport;
  readonly 'store.copy': StoreCopyReport;
  readonly 'archive.plan': ImportReport;
  readonly 'archive.import': ImportReport;
  readonly 'archive.export': ExportReport;
  readonly 'blob.read': { readonly digest: string; readonly sizeBytes: number };
  readonly 'store.rebuild': RebuildReport;
  readonly 'selection.footprint': SelectionFootprint;
  readonly 'usage.map': UsageNode;
  readonly 'search.find': readonly SearchHit[];
  readonly 'host.describe': HostInfo;
  readonly 'settings.get': Settings;
  readonly 'settings.change': Settings;
  readonly 'pick.choose': readonly PickInfo[];
  readonly 'pick.path': PickInfo;
  readonly 'pick.sample': PickInfo;
  readonly 'job.list': readonly JobRecord[];
  readonly 'job.cancel': { readonly cancelled: boolean };
  readonly 'job.answer': { readonly answered: boolean };
  readonly 'job.retry': { readonly job: string };
  readonly 'job.dismiss': { readonly dismissed: boolean };
  readonly 'job.reveal': { readonly shown: boolean };
}
export type OperationOutput<Name extends OperationName> = OperationOutputs[Name];

type NamesOf<Kind> = { [N in OperationName]: (typeof operations)[N]['kind'] extends Kind ? N : never }[OperationName];
export type CallName = NamesOf<'call'>;
export type JobName = NamesOf<'job'>;
