// Feature tagging: asks for the tag to add, and says beforehand when that tag points to something else now.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaggedArtifact } from '../../app/intents.ts';
import { familiarName, isTag, shortDigest } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';
import { useCall } from '../../host/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import css from './tagging.module.css';

interface AddTagDialogProps {
  readonly artifact: TaggedArtifact;
  /** A tag to begin with, such as the one it had. */
  readonly suggested: string;
  readonly onAdd: (artifact: TaggedArtifact, reference: string) => Promise<void>;
  readonly onClose: () => void;
}

export function AddTagDialog({ artifact, suggested, onAdd, onClose }: AddTagDialogProps) {
  const { t } = useTranslation('tagging');
  const { t: words } = useTranslation('words');
  const [typed, setTyped] = useState(artifact.repository === null ? '' : `${familiarName(artifact.repository)}:${suggested}`);
  const [isAsked, setAsked] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const reference = typed.trim();
  const { repository, tag } = splitReference(reference);
  const complaint =
    repository === '' || tag === '' ? t('add.needed', { example: 'team/web:v2' }) : isTag(tag) ? null : t('add.invalid');
  // Who has the tag now; a name that is not there yet answers with a failure, which means nobody.
  const holder = useCall('artifact.show', { reference }, { enabled: complaint === null });
  const current = complaint === null && holder.data !== undefined ? holder.data.digest : null;
  const isSame = current === artifact.digest;
  const moves = current !== null && !isSame;

  const add = async (): Promise<void> => {
    setAsked(true);
    if (complaint !== null || isSame) return;
    try {
      await onAdd(artifact, reference);
      onClose();
    } catch (failed) {
      setError(failed);
    }
  };

  return (
    <Dialog
      isOpen
      title={t('add.title')}
      subtitle={shortDigest(artifact.digest, 16)}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" onPress={() => void add()} isDisabled={isSame}>
            {moves ? t('add.move') : t('add.add')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <TextField
          label={t('add.reference')}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            setError(null);
          }}
          hint={t('add.hint')}
          error={isAsked ? complaint : null}
          isMono
          autoFocus
          onEnter={() => void add()}
        />
        <div role="status">
          {moves && <Note tone="warn">{t('add.moves', { digest: shortDigest(current) })}</Note>}
          {isSame && <Note>{t('add.same')}</Note>}
        </div>
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
