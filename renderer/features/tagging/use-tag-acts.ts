// Feature tagging: gives and takes tags, each with the notice that can undo it. Nothing but a name changes either way.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UndoOffer } from '../../../preload/contract/upkeep-model.ts';
import { raiseIntent, type TaggedArtifact } from '../../app/intents.ts';
import { artifactReference, familiarName, shortDigest, tagAddress } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';
import { useAct } from '../../host/use-call.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import { showToast } from '../../ui/toast.tsx';

interface TagActs {
  /** `reference` is `repository:tag`. @throws what the host answered */
  readonly add: (artifact: TaggedArtifact, reference: string) => Promise<void>;
  /** Takes a tag of the artifact's own repository; a failure is said at once. */
  readonly remove: (artifact: TaggedArtifact, tag: string) => Promise<void>;
}

export function useTagActs(): TagActs {
  const { t } = useTranslation('tagging');
  const { t: words } = useTranslation('words');
  const sentences = useSentences();
  const { mutateAsync: addTag } = useAct('tag.add');
  const { mutateAsync: removeTags } = useAct('tag.remove');
  return useMemo(() => {
    /** Offers to take back what was done to this tag. */
    const done = (said: string, reference: string): void => {
      const isIt = ({ tags }: UndoOffer): boolean => tags.some((tag) => familiarName(tag) === familiarName(reference));
      showToast({ text: said, action: { label: words('actions.undo'), run: () => raiseIntent('undo.run', { isIt }) } });
    };
    return {
      add: async ({ repository, digest }, reference) => {
        const change = await addTag({ source: artifactReference(repository, digest), reference });
        const before = change.previousDigest;
        if (before === digest) return;
        const target = splitReference(change.reference);
        const said = { tag: tagAddress(target.repository, target.tag), digest: shortDigest(digest) };
        done(before === null ? t('added', said) : t('moved', { ...said, from: shortDigest(before) }), change.reference);
      },
      remove: async ({ repository }, tag) => {
        const reference = `${repository ?? ''}:${tag}`;
        try {
          await removeTags({ references: [reference] });
        } catch (error) {
          showToast({ text: sentences.error(error).what });
          return;
        }
        done(t('removed', { tag }), reference);
      },
    };
  }, [t, words, sentences, addTag, removeTags]);
}
