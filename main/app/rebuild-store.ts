// Room app: makes the catalogue again from index.json, blobs and ledger; from the last two where index.json cannot be read.
import type { RebuildReport } from '../../preload/contract/model.ts';
import { totals } from '../catalog/queries.ts';
import type { AppContext, JobContext } from './context.ts';

/** @throws StowageError store-not-found, store-damaged, store-busy */
export function rebuildStore(app: AppContext, job: JobContext): RebuildReport {
  job.report({ phase: 'rebuilding' });
  const store = app.openStore('mend');
  store.rebuild();
  const { blobCount, artifactCount, tagCount } = totals(store.catalog);
  const unreadable = store.catalog
    .sql(
      'SELECT digest, unreadable AS reason FROM document JOIN blob ON blob.id = blob_id WHERE unreadable IS NOT NULL ORDER BY digest',
    )
    .all() as { digest: string; reason: string }[];
  return { blobCount, artifactCount, tagCount, warnings: unreadable.map((params) => ({ code: 'document-unreadable', params })) };
}
