// Feature undo: shows what would come back and asks; or says why it cannot, and what to do instead.
import { useTranslation } from 'react-i18next';
import type { UndoOffer, UndoReport } from '../../../preload/contract/upkeep-model.ts';
import { shortDigest, tagAddress } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';
import { useAct } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Time } from '../../ui/figures.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import { ReferenceName } from '../../ui/reference-name.tsx';
import css from './undo.module.css';
import { useUndoWords } from './use-undo-words.ts';

interface UndoDialogProps {
  /** Null: there is only `error` to show. */
  readonly offer: UndoOffer | null;
  readonly isOther: boolean;
  readonly error: unknown;
  readonly onDone: (report: UndoReport) => void;
  readonly onClose: () => void;
}

const shown = 12;

export function UndoDialog({ offer, isOther, error, onDone, onClose }: UndoDialogProps) {
  const { t } = useTranslation('undo');
  const { t: words } = useTranslation('words');
  const { what } = useUndoWords();
  const run = useAct('undo.run');
  const act = async (): Promise<void> => {
    if (run.isPending) return;
    onDone(await run.mutateAsync({}));
    onClose();
  };
  if (offer === null)
    return (
      <Dialog isOpen title={t('failed')} onClose={onClose} foot={<Button onPress={onClose}>{words('actions.close')}</Button>}>
        <ErrorNote error={error} />
      </Dialog>
    );
  return (
    <Dialog
      isOpen
      size="medium"
      title={t(isOther ? 'titleOther' : 'title')}
      subtitle={
        <>
          {what(offer)}, <Time iso={offer.at} isLong />
        </>
      }
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" autoFocus onPress={() => void act().catch(() => undefined)}>
            {t('act')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {isOther && <Note tone="warn">{t('other')}</Note>}
        <p>{t('comesBack')}</p>
        <Names offer={offer} />
        {run.error !== null && <ErrorNote error={run.error} />}
      </div>
    </Dialog>
  );
}

function Names({ offer: { artifacts, tags } }: Readonly<{ offer: UndoOffer }>) {
  const { t } = useTranslation('undo');
  const names =
    artifacts.length > 0
      ? artifacts.map(({ repository, digest, tags: held }) => (
          <li key={`${repository ?? ''}@${digest}`} className={css.line}>
            {repository !== null && <ReferenceName repository={repository} />}
            {held.map((tag) => (
              <TagChip key={tag} tag={tag} />
            ))}
            <span className={cx(text.mono, text.muted)} title={digest}>
              {shortDigest(digest)}
            </span>
          </li>
        ))
      : tags.map((reference) => {
          const { repository, tag } = splitReference(reference);
          return (
            <li key={reference} className={cx(css.line, text.clip)}>
              {tagAddress(repository, tag)}
            </li>
          );
        });
  return (
    <ul className={css.names}>
      {names.slice(0, shown)}
      {names.length > shown && <li className={text.muted}>{t('more', { count: names.length - shown })}</li>}
    </ul>
  );
}
