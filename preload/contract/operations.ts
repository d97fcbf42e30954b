// Room preload/contract: the one table of operations. A `call` answers; a `job` answers with a job id at once and
// settles later through events. Inputs are checked at the border with these schemas; outputs are typed.
import { z } from 'zod';
import type {
  ArtifactDetail,
  ArtifactSummary,
  ExportReport,
  ImportReport,
  ManifestText,
  Page,
  RebuildReport,
  RemovalReport,
  RepositorySummary,
  StoreSummary,
  TagChange,
  TagSummary,
  Usage,
} from './model.ts';

const text = z.string().min(1).max(4096);
/** A pick: the id of a path or stream that the user chose; the renderer never names a path. */
const pick = z.string().min(1).max(64);
const page = {
  filter: z.string().max(256).optional(),
  offset: z.int().nonnegative().optional(),
  limit: z.int().positive().optional(),
};
const none = z.strictObject({});

const onConflict = z.enum(['move', 'keep', 'fail']);
const exportProfile = z.enum(['docker', 'oci', 'dir']);

const importInput = z.strictObject({
  picks: z.array(pick).min(1).max(1000),
  /** Repository or full reference to give what comes in; with a repository, tags found in the archive are kept. */
  name: text.optional(),
  /** Only artifacts with one of these references, or digests, or digest prefixes. */
  select: z.array(text).optional(),
  platforms: z.array(text).optional(),
  onConflict: onConflict.optional(),
  atomic: z.boolean().optional(),
  /** Also check diff IDs of compressed layers. */
  deep: z.boolean().optional(),
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
  'usage.show': { kind: 'call', input: none },
  'tag.add': { kind: 'call', input: z.strictObject({ source: text, reference: text, onConflict: onConflict.optional() }) },
  'tag.remove': { kind: 'call', input: z.strictObject({ references: z.array(text).min(1) }) },
  'artifact.remove': { kind: 'call', input: z.strictObject({ references: z.array(text).min(1) }) },
  'archive.plan': { kind: 'job', input: importInput },
  'archive.import': { kind: 'job', input: importInput },
  'archive.export': { kind: 'job', input: exportInput },
  'blob.read': { kind: 'job', input: z.strictObject({ digest: text, target: pick }) },
  'store.rebuild': { kind: 'job', input: none },
  'job.cancel': { kind: 'call', input: z.strictObject({ job: text }) },
} as const satisfies Record<string, { readonly kind: 'call' | 'job'; readonly input: z.ZodType }>;

export type OperationName = keyof typeof operations;
export type OperationInput<Name extends OperationName> = z.input<(typeof operations)[Name]['input']>;

/** Output of a call, or what a job settles with. */
export interface OperationOutputs {
  readonly 'store.status': StoreSummary;
  readonly 'repository.list': Page<RepositorySummary>;
  readonly 'tag.list': Page<TagSummary>;
  readonly 'artifact.list': Page<ArtifactSummary>;
  readonly 'artifact.show': ArtifactDetail;
  readonly 'manifest.read': ManifestText;
  readonly 'usage.show': Usage;
  readonly 'tag.add': TagChange;
  readonly 'tag.remove': readonly TagChange[];
  readonly 'artifact.remove': RemovalReport;
  readonly 'archive.plan': ImportReport;
  readonly 'archive.import': ImportReport;
  readonly 'archive.export': ExportReport;
  readonly 'blob.read': { readonly digest: string; readonly sizeBytes: number };
  readonly 'store.rebuild': RebuildReport;
  readonly 'job.cancel': { readonly cancelled: boolean };
}
export type OperationOutput<Name extends OperationName> = OperationOutputs[Name];

type NamesOf<Kind> = { [N in OperationName]: (typeof operations)[N]['kind'] extends Kind ? N : never }[OperationName];
export type CallName = NamesOf<'call'>;
export type JobName = NamesOf<'job'>;
