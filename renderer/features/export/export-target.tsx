// Feature export: where it goes when the host has no dialogs of its own: to the browser as a download, or to a path on the host.
import { useTranslation } from 'react-i18next';
import text from '../../styles/text.module.css';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/field.tsx';
import css from './export.module.css';

export interface Target {
  readonly kind: 'dialog' | 'download' | 'path';
  readonly path: string;
}

interface ExportTargetProps {
  readonly target: Target;
  readonly onChange: (target: Target) => void;
  readonly isFolder: boolean;
  /** Paths on the host can be named. */
  readonly canName: boolean;
}

export function ExportTarget({ target, onChange, isFolder, canName }: ExportTargetProps) {
  const { t } = useTranslation('exporting');
  if (!canName) return null;
  return (
    <section className={css.part}>
      <div className={css.line}>
        <div className={text.grow}>
          <h3>{t('target')}</h3>
          {isFolder && <p className={cx(text.muted, text.small)}>{t('dirOnHost')}</p>}
        </div>
        {!isFolder && (
          <Segments
            label={t('target')}
            value={target.kind === 'path' ? 'path' : 'download'}
            onChange={(kind) => onChange({ ...target, kind })}
            options={[
              { value: 'download', label: t('targets.download') },
              { value: 'path', label: t('targets.path') },
            ]}
          />
        )}
      </div>
      {target.kind === 'path' && (
        <TextField
          label={t('path')}
          value={target.path}
          onChange={(path) => onChange({ ...target, path })}
          placeholder={t(isFolder ? 'pathDirPlaceholder' : 'pathPlaceholder')}
          isMono
        />
      )}
    </section>
  );
}
