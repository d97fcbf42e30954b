// Feature transfers: asks before a job is stopped, and says what is kept.
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { useAct } from '../../host/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { verbOf } from './job-figures.ts';
import { useJobWords } from './use-job-words.ts';

export function CancelDialog({ job, onClose }: Readonly<{ job: JobRecord; onClose: () => void }>) {
  const { t } = useTranslation('transfers');
  const words = useJobWords();
  const cancel = useAct('job.cancel');
  const verb = verbOf(job);
  const kept =
    verb === 'import'
      ? t(job.title.length > 1 ? 'cancel.import' : 'cancel.importOne')
      : t(verb === 'export' || verb === 'save' ? 'cancel.export' : verb === 'verify' ? 'cancel.verify' : 'cancel.other');
  return (
    <Dialog
      isOpen
      role="alertdialog"
      title={t('cancel.title')}
      subtitle={words.name(job)}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose} autoFocus>
            {t('cancel.goOn')}
          </Button>
          <Button kind="danger" onPress={() => cancel.mutate({ job: job.id }, { onSuccess: onClose })}>
            {t('cancel.stop')}
          </Button>
        </>
      }
    >
      <p>{kept}</p>
      {cancel.error !== null && <ErrorNote error={cancel.error} />}
    </Dialog>
  );
}
