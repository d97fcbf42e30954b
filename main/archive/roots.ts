// Room archive: where in an archive the lists of images lie: at its top, in the folder it was made of, or in folders side by side,
// as `skopeo sync` fills them.
import { classifyName } from '../oci/archive-name.ts';
import type { FoundName } from './candidate.ts';
import type { ArchiveTree } from './tree.ts';

/** A folder that is an archive by itself. */
export interface ArchiveRoot {
  /** Empty: the top. */
  readonly folder: string;
  readonly tree: ArchiveTree;
}

/** At least one: the archive itself, where nothing is found. */
export function rootsOf(tree: ArchiveTree): readonly ArchiveRoot[] {
  const top = [{ folder: '', tree }];
  if (tree.find('index.json') !== undefined || tree.find('manifest.json') !== undefined) return top;
  const sure = new Set<string>();
  const likely = new Set<string>();
  for (const name of tree.names()) {
    const [, folder, file] = /^(.+)\/(oci-layout|manifest\.json|index\.json)$/.exec(name) ?? [];
    if (folder === undefined) continue;
    // Deep down it counts only under a name: root file systems and the archives of oc-mirror have layouts somewhere.
    const isHigh = folder.split('/').length <= 2;
    const isOfSkopeo = file === 'manifest.json' && tree.files.has(`${folder}/version`);
    if (isOfSkopeo ? isHigh || namesOfFolder(folder).length > 0 : isHigh && file === 'oci-layout') sure.add(folder);
    else if (isHigh) likely.add(folder);
  }
  const folders = sure.size === 0 && likely.size === 1 ? likely : sure;
  return folders.size === 0 ? top : Array.from(tree.split(folders), ([folder, part]) => ({ folder, tree: part }));
}

/**
 * The name that a folder of `skopeo sync` is: `registry/path/name:tag`, or `name:tag` without `--scoped`. What stands before
 * the registry is where the folders were put.
 */
export function namesOfFolder(folder: string): readonly FoundName[] {
  const parts = folder.split('/');
  if (!/[:@]/.test(parts.at(-1) ?? '')) return [];
  const registryAt = parts.slice(0, -1).findIndex((part) => /[.:]|^localhost$/.test(part));
  const raw = parts.slice(registryAt === -1 ? -1 : registryAt).join('/');
  return [{ raw, evidence: folder, name: classifyName(raw, 'repo-tag') }];
}
