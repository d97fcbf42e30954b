// Room cli: where each command is. A command is loaded only when it is asked for.
import type { CommandName } from './command-table.ts';
import type { CommandRun } from './session.ts';

type Loaders = { readonly [Name in CommandName]: () => Promise<{ readonly run: CommandRun<Name> }> };

const loaders: Loaders = {
  import: () => import('./commands/import.ts'),
  export: () => import('./commands/export.ts'),
  pull: () => import('./commands/pull.ts'),
  push: () => import('./commands/push.ts'),
  sync: () => import('./commands/sync.ts'),
  repos: () => import('./commands/repos.ts'),
  tags: () => import('./commands/tags.ts'),
  manifests: () => import('./commands/manifests.ts'),
  show: () => import('./commands/show.ts'),
  layers: () => import('./commands/layers.ts'),
  manifest: () => import('./commands/manifest.ts'),
  cat: () => import('./commands/cat.ts'),
  du: () => import('./commands/du.ts'),
  tag: () => import('./commands/tag.ts'),
  untag: () => import('./commands/untag.ts'),
  rm: () => import('./commands/rm.ts'),
  undo: () => import('./commands/undo.ts'),
  why: () => import('./commands/why.ts'),
  log: () => import('./commands/log.ts'),
  cleanup: () => import('./commands/cleanup.ts'),
  lock: () => import('./commands/lock.ts'),
  unlock: () => import('./commands/unlock.ts'),
  verify: () => import('./commands/verify.ts'),
  repair: () => import('./commands/repair.ts'),
  store: () => import('./commands/store.ts'),
  status: () => import('./commands/status.ts'),
  rebuild: () => import('./commands/rebuild.ts'),
  serve: () => import('./commands/serve.ts'),
  completion: () => import('./commands/completion.ts'),
  help: () => import('./commands/help.ts'),
  version: () => import('./commands/version.ts'),
};

/** Loads a command. Its options must be those that command-line.ts read by the same name. */
export async function loadCommand<Name extends CommandName>(name: Name): Promise<CommandRun<Name>> {
  return (await loaders[name]()).run;
}
