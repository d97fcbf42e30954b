// Feature import-plan: the whole window takes files. While they hang over it only their number is known. Text and what is dragged
// within the page do not trigger it.
import { FileArchive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import css from './drop-target.module.css';
import { type DropTargetProps, useFileDrag } from './use-file-drag.ts';

export function DropTarget(props: DropTargetProps) {
  const { t } = useTranslation('importing');
  const drag = useFileDrag(props);
  if (drag === null) return null;
  const kinds = [
    t('drop.kindTar'),
    t('drop.kindGzip'),
    t('drop.kindZstd'),
    t(props.canTakeFolders ? 'drop.kindOciFolder' : 'drop.kindOci'),
  ];
  return (
    <div className={css.drop} role="status" aria-live="assertive">
      <div className={css.zone}>
        <div className={css.card}>
          <div className={css.icons} aria-hidden>
            {[0, 1, 2].map((place) => (
              <span key={place}>
                <FileArchive size={30} strokeWidth={1.7} />
              </span>
            ))}
          </div>
          <h2 className={cx(text.title, css.title)}>
            {drag.count > 0 ? t('drop.files', { count: drag.count }) : t('drop.unknown')}
          </h2>
          <p className={cx(text.secondary, css.into)}>{t('drop.into')}</p>
          <ul className={css.kinds}>
            {kinds.map((kind) => (
              <li key={kind}>{kind}</li>
            ))}
          </ul>
          <p className={cx(css.promise, drag.isShift && css.atOnce)}>{t(drag.isShift ? 'drop.noPlan' : 'drop.plan')}</p>
          <p className={css.keys}>
            <span>
              <Keys keys="Escape" />
              {t('drop.cancel')}
            </span>
            <span className={cx(drag.isShift && css.keyOn)}>
              <Keys keys="shift" />
              {t('drop.atOnce')}
            </span>
          </p>
        </div>
      </div>
    </div>
  );
}
