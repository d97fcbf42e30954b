// Room preload/contract: the operations of the local registry and of remote ones; operations.ts has them in its table.
import { z } from 'zod';
import { none, pick, text } from './inputs.ts';
import type { Page } from './model.ts';
import type {
  PullReport,
  PushReport,
  RegistryActivityEntry,
  RegistryState,
  RegistryToken,
  RemoteNames,
  RemoteRegistry,
  SyncReport,
} from './registry-model.ts';

const rights = z
  .array(z.enum(['pull', 'push', 'delete']))
  .min(1)
  .max(3);
/** `host[:port]`. */
const registry = z.string().min(1).max(255);

/** Where a sync reads or writes. */
const syncPlace = z.discriminatedUnion('kind', [
  /** `registry/repository[:tag|@digest]`; as a source without a tag: all its tags; as a destination: what repositories begin with. */
  z.strictObject({ kind: z.literal('registry'), reference: text }),
  /** The open store, or the one in that folder. */
  z.strictObject({ kind: z.literal('store'), folder: pick.optional() }),
  z.strictObject({ kind: z.literal('archive'), pick }),
]);

const remoteOptions = {
  /** Plain HTTP where nobody is known to listen with TLS; loopback needs no permission. */
  plainHttp: z.boolean().optional(),
  /** PEM file of a certificate authority to trust beside the usual ones. */
  ca: pick.optional(),
  dryRun: z.boolean().optional(),
};

export const registryOperations = {
  'remote.pull': {
    kind: 'job',
    input: z.strictObject({
      references: z.array(text).min(1).max(1000),
      /** Without any: linux on this machine's architecture. */
      platforms: z.array(text).optional(),
      allPlatforms: z.boolean().optional(),
      /** Also what refers to it: signatures, SBOMs, attestations; unless false. */
      referrers: z.boolean().optional(),
      ...remoteOptions,
    }),
  },
  /** `destinations`: `registry/repository[:tag]` for each reference, in their order; without them, each itself says where. */
  'remote.push': {
    kind: 'job',
    input: z.strictObject({
      references: z.array(text).min(1).max(1000),
      destinations: z.array(text).min(1).max(1000).optional(),
      ...remoteOptions,
    }),
  },
  /** Brings everything that is meant from the sources to the destination; what it has already is not sent. */
  'remote.sync': {
    kind: 'job',
    input: z.strictObject({
      sources: z.array(syncPlace).min(1).max(100),
      destination: syncPlace,
      /** Globs over repository names, without the registry. */
      repositories: z.array(text).max(1000).optional(),
      /** Regular expression that a tag must match as a whole. */
      tagPattern: z.string().max(1000).optional(),
      /** Without any: all of them. */
      platforms: z.array(text).optional(),
      referrers: z.boolean().optional(),
      ...remoteOptions,
    }),
  },
  /** Remote registries that are at hand; asks nobody. */
  'remote.list': { kind: 'call', input: none },
  /** Adds one, or changes what is given of it. `ca: null` trusts no authority of its own any more. */
  'remote.set': {
    kind: 'call',
    input: z.strictObject({
      registry,
      name: z.string().min(1).max(100).optional(),
      plainHttp: z.boolean().optional(),
      ca: pick.nullable().optional(),
    }),
  },
  /** Forgets one, with the password kept for it. */
  'remote.forget': { kind: 'call', input: z.strictObject({ registry }) },
  /** Asks whether it answers and takes the credentials. */
  'remote.check': { kind: 'call', input: z.strictObject({ registry }) },
  /** Keeps a password once the registry took it; one that cannot be reached takes it unchecked. */
  'remote.sign-in': {
    kind: 'call',
    input: z.strictObject({ registry, user: z.string().min(1).max(255), password: z.string().min(1).max(4096) }),
  },
  /** Forgets the password Stowage keeps; never what docker or podman keep. */
  'remote.sign-out': { kind: 'call', input: z.strictObject({ registry }) },
  /** Its repositories, where it tells them, without the registry; `after` is the last one of the page before. */
  'remote.repositories': { kind: 'call', input: z.strictObject({ registry, after: text.optional() }) },
  /** Tags of `registry/repository`. */
  'remote.tags': { kind: 'call', input: z.strictObject({ repository: text, after: text.optional() }) },
  'registry.show': { kind: 'call', input: none },
  /**
   * Starts the endpoint over the open store, or starts it anew. Beyond this computer it has TLS and users: those of the
   * files given here, else a certificate that Stowage makes and the users of `registry.set-user`.
   */
  'registry.start': {
    kind: 'call',
    input: z.strictObject({
      /** 0 for any that is free; 5500 without it. */
      port: z.int().min(0).max(65_535).optional(),
      /** 127.0.0.1 without it; `0.0.0.0` and `::` are every address of this computer. */
      host: z.string().min(1).max(255).optional(),
      allowPush: z.boolean().optional(),
      allowDelete: z.boolean().optional(),
      /** PEM files: a certificate with its chain, and its key. TLS on this computer too, when given. */
      certificate: pick.optional(),
      key: pick.optional(),
      /** An htpasswd file with bcrypt passwords, instead of the users of `registry.set-user`. */
      users: pick.optional(),
    }),
  },
  'registry.stop': { kind: 'call', input: none },
  /** Adds a user, or changes what is given of one. They sign in where the registry is open beyond this computer. */
  'registry.set-user': {
    kind: 'call',
    input: z.strictObject({
      name: z.string().regex(/^[^:\s]{1,64}$/),
      /** bcrypt takes 72 bytes. */
      password: z.string().min(8).max(72).optional(),
      rights: rights.optional(),
    }),
  },
  /** Makes a token: a user with a password nobody chose. An older one of that name ends. */
  'registry.make-token': { kind: 'call', input: z.strictObject({ name: z.string().regex(/^[^:\s]{1,64}$/), rights }) },
  'registry.remove-user': { kind: 'call', input: z.strictObject({ name: text }) },
  /** What clients did lately, the newest first. */
  'registry.activity': { kind: 'call', input: z.strictObject({ limit: z.int().positive().optional() }) },
} as const;

export interface RegistryOutputs {
  readonly 'remote.pull': PullReport;
  readonly 'remote.push': PushReport;
  readonly 'remote.sync': SyncReport;
  readonly 'remote.list': readonly RemoteRegistry[];
  readonly 'remote.set': RemoteRegistry;
  readonly 'remote.forget': { readonly forgotten: boolean };
  readonly 'remote.check': RemoteRegistry;
  readonly 'remote.sign-in': RemoteRegistry;
  readonly 'remote.sign-out': RemoteRegistry;
  readonly 'remote.repositories': RemoteNames;
  readonly 'remote.tags': RemoteNames;
  readonly 'registry.show': RegistryState;
  readonly 'registry.start': RegistryState;
  readonly 'registry.stop': RegistryState;
  readonly 'registry.set-user': RegistryState;
  readonly 'registry.make-token': RegistryToken;
  readonly 'registry.remove-user': RegistryState;
  readonly 'registry.activity': Page<RegistryActivityEntry>;
}
