// Room catalog: what stops every taking away of blobs (I8): a manifest or index of which it is not known what it needs,
// because it cannot be read, is damaged, or is not here although something names it. It takes nothing away.
import type { CleanupPlan } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';
import { damagedDocuments } from './damage.ts';

/** How many are told at most: one is enough to stop. */
const shownCount = 100;

/**
 * Documents that are named by a root, a tag, an artifact or an index and cannot be followed. One whose absence is recorded
 * as right (a platform that never came, content that is not distributed) is none of them: nothing of it was ever here.
 */
export function cleanupBlockers(catalog: Catalog): CleanupPlan['blockers'] {
  return catalog
    .sql(
      `SELECT digest, unreadable AS reason FROM document JOIN blob ON blob.id = blob_id WHERE unreadable IS NOT NULL
       UNION
       SELECT value, 'it is damaged' FROM json_each(?)
       UNION
       SELECT blob.digest, 'it is not in the store' FROM blob LEFT JOIN absence ON absence.digest = blob.digest
       WHERE blob.present = 0 AND coalesce(absence.reason, '') NOT IN ('platform', 'not-distributed')
         AND blob.digest NOT IN (SELECT digest FROM damage)
         AND (EXISTS (SELECT 1 FROM edge WHERE edge.child_id = blob.id AND edge.role = 'child')
           OR EXISTS (SELECT 1 FROM root WHERE root.digest = blob.digest) OR EXISTS (SELECT 1 FROM tag WHERE tag.digest = blob.digest)
           OR EXISTS (SELECT 1 FROM member WHERE member.digest = blob.digest))
       UNION
       SELECT coalesce(CASE WHEN json_type(descriptor) = 'object' THEN descriptor ->> 'digest' END, ''), 'index.json lists it in a way that cannot be read'
       FROM root WHERE digest = ''
       ORDER BY 1 LIMIT ${shownCount}`,
    )
    .all(JSON.stringify(damagedDocuments(catalog))) as CleanupPlan['blockers'];
}
