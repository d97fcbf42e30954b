// Feature undo: what can be taken back, and what was, in words.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UndoOffer, UndoReport } from '../../../preload/contract/upkeep-model.ts';
import { sentencesInRow } from '../../format/gap.ts';
import { useFormat } from '../../format/use-format.ts';
import { showToast } from '../../ui/toast.tsx';

interface UndoWords {
  /** `3 artifacts deleted`, or `1 tag changed` where only names went. */
  readonly what: (offer: UndoOffer) => string;
  /** The notice after it was taken back. */
  readonly sayDone: (report: UndoReport) => void;
}

export function useUndoWords(): UndoWords {
  const { t } = useTranslation('undo');
  const format = useFormat();
  return useMemo(
    () => ({
      what: ({ artifacts, tags }) =>
        artifacts.length > 0 ? t('artifacts', { count: artifacts.length }) : t('tags', { count: tags.length }),
      sayDone: ({ artifacts, tags, restoredBytes }) => {
        const done =
          artifacts.length > 0
            ? t('doneArtifacts', { count: artifacts.length, size: format.bytes(restoredBytes) })
            : t('doneTags', { count: tags.length });
        showToast({ text: sentencesInRow(format.language, [t('done'), done]) });
      },
    }),
    [t, format],
  );
}
