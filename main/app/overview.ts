// Room app: figures that screens need beside the lists: what a selection weighs, the map of the store, search.
import type { SearchHit, SelectionFootprint, UsageNode } from '../../preload/contract/model.ts';
import { selectionFootprint } from '../catalog/footprint.ts';
import { search } from '../catalog/search.ts';
import { usageMap } from '../catalog/usage-map.ts';
import { familiarRepository, type Repository } from '../oci/reference.ts';
import type { AppContext } from './context.ts';

export function footprint(
  app: AppContext,
  input: { readonly artifacts: readonly { readonly repository: string | null; readonly digest: string }[] },
): SelectionFootprint {
  const selection = input.artifacts.map(({ repository, digest }) => ({ repository: repository ?? '', digest }));
  const { catalog } = app.openStore('existing');
  return catalog.snapshot(() => selectionFootprint(catalog, selection));
}

/** Namespaces are all but the last part of a familiar name: `marketing/web` stands under `marketing`, `alpine` under none. */
export function mapUsage(app: AppContext): UsageNode {
  const { catalog } = app.openStore('existing');
  return catalog.snapshot(() =>
    usageMap(
      catalog,
      (name) => familiar(name).split('/').slice(0, -1).join('/'),
      (name) => familiar(name).split('/').at(-1) ?? '',
    ),
  );
}

function familiar(name: string): string {
  return name === '' ? '' : familiarRepository(name as Repository);
}

export function find(app: AppContext, input: { readonly query: string; readonly limit: number }): readonly SearchHit[] {
  const { catalog } = app.openStore('existing');
  return search(catalog, input.query, input.limit, familiar);
}
