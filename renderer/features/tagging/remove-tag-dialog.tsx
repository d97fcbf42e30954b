// Feature tagging: asks which tag to remove, where an artifact has several. The notice afterwards undoes it, so it needs no warning.
import { TagX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TaggedArtifact } from '../../app/intents.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import css from './tagging.module.css';

interface RemoveTagDialogProps {
  readonly artifact: TaggedArtifact;
  readonly onRemove: (artifact: TaggedArtifact, tag: string) => Promise<void>;
  readonly onClose: () => void;
}

export function RemoveTagDialog({ artifact, onRemove, onClose }: RemoveTagDialogProps) {
  const { t } = useTranslation('tagging');
  const { t: words } = useTranslation('words');
  return (
    <Dialog
      isOpen
      title={t('remove.title')}
      subtitle={t('remove.text')}
      onClose={onClose}
      foot={<Button onPress={onClose}>{words('actions.cancel')}</Button>}
    >
      <ul className={css.stack}>
        {orderedTags(artifact.tags).map((tag) => (
          <li key={tag} className={css.row}>
            <Button
              grow
              icon={TagX}
              onPress={() => {
                void onRemove(artifact, tag);
                onClose();
              }}
            >
              {t('remove.act', { tag })}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
