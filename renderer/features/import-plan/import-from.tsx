// Feature import-plan: where an import comes from when the host has no dialogs of its own: files of this computer, which are
// uploaded as they are read, or a path on the host.
import { FolderInput, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostInfo, PickInfo } from '../../../preload/contract/host-model.ts';
import { useAct } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import { chooseFiles } from './chosen-files.ts';
import css from './import-plan.module.css';

interface ImportFromProps {
  readonly host: HostInfo;
  readonly kind: 'archives' | 'folder';
  /** What the chosen is for: a repair has no plan to leave out. */
  readonly purpose: 'import' | 'repair';
  readonly withoutReview: boolean;
  readonly onClose: () => void;
  readonly onFiles: (files: readonly File[], withoutReview: boolean) => void;
  readonly onPicks: (picks: readonly PickInfo[], withoutReview: boolean) => void;
}

export function ImportFrom({ host, kind, purpose, withoutReview, onClose, onFiles, onPicks }: ImportFromProps) {
  const { t } = useTranslation('importing');
  const [path, setPath] = useState('');
  const [atOnce, setAtOnce] = useState(withoutReview);
  const pickPath = useAct('pick.path');

  async function upload(): Promise<void> {
    const files = await chooseFiles();
    if (files.length === 0) return;
    onClose();
    onFiles(files, atOnce);
  }
  async function take(): Promise<void> {
    if (path.trim() === '') return;
    const pick = await pickPath.mutateAsync({ path: path.trim() }).catch(() => null);
    if (pick === null) return;
    onClose();
    onPicks([pick], atOnce);
  }
  return (
    <Dialog title={t(purpose === 'repair' ? 'from.titleRepair' : 'from.title')} isOpen onClose={onClose} size="small">
      <div className={css.ways}>
        {host.uploads && (
          <section className={css.way}>
            <span className={css.wayIcon}>
              <Upload size={18} strokeWidth={1.9} aria-hidden />
            </span>
            <div className={text.grow}>
              <h3 className={text.strong}>{t('from.upload')}</h3>
              <p className={text.secondary}>{t('from.uploadText')}</p>
              <div className={cx(text.row, css.wayAct)}>
                <Button kind="primary" onPress={() => void upload()} autoFocus={kind === 'archives'}>
                  {t('from.uploadButton')}
                </Button>
                {purpose === 'import' && <span className={text.muted}>{t('from.dropHint')}</span>}
              </div>
            </div>
          </section>
        )}
        {host.hostPaths && (
          <section className={css.way}>
            <span className={css.wayIcon}>
              <FolderInput size={18} strokeWidth={1.9} aria-hidden />
            </span>
            <div className={text.grow}>
              <h3 className={text.strong}>{t('from.path')}</h3>
              <p className={text.secondary}>{t('from.pathText')}</p>
              {kind === 'folder' && host.uploads && <Note>{t('from.folderNote')}</Note>}
              <div className={cx(css.wayAct, css.pathLine)}>
                <TextField
                  label={t('from.pathLabel')}
                  value={path}
                  onChange={setPath}
                  placeholder={t('from.pathPlaceholder')}
                  isMono
                  autoFocus={kind === 'folder'}
                  onEnter={() => void take()}
                />
                <Button onPress={() => void take()} isDisabled={path.trim() === ''}>
                  {t(purpose === 'repair' ? 'from.pathButtonRepair' : 'from.pathButton')}
                </Button>
              </div>
            </div>
          </section>
        )}
        {pickPath.error !== null && <ErrorNote error={pickPath.error} />}
        {purpose === 'import' && (
          <Checkbox isOn={atOnce} onChange={setAtOnce}>
            {t('from.noPlan')}
          </Checkbox>
        )}
      </div>
    </Dialog>
  );
}
