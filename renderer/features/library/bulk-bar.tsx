// Feature library: rises while several artifacts are selected: what can be done with all of them, and what deleting them frees.
import { ArrowUpFromLine, CloudUpload, FolderOutput, Trash2, X } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary, SelectionFootprint } from '../../../preload/contract/model.ts';
import { useHasIntent } from '../../app/intents.ts';
import { useFormat } from '../../format/use-format.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import css from './library.module.css';
import type { ArtifactActs } from './use-artifact-acts.ts';

interface BulkBarProps {
  readonly artifacts: readonly ArtifactSummary[];
  readonly footprint: SelectionFootprint | undefined;
  readonly acts: ArtifactActs;
  readonly onClear: () => void;
}

export function BulkBar({ artifacts, footprint, acts, onClear }: BulkBarProps) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  return (
    <Toolbar className={cx(css.bulk)} aria-label={t('bulk.label')}>
      <b role="status">{t('bulk.selected', { count: artifacts.length })}</b>
      <span className={css.bulkRule} />
      {canExport && (
        <Button kind="ghost" size="small" icon={ArrowUpFromLine} onPress={() => acts.exportAll(artifacts)}>
          {t('action.export')}
        </Button>
      )}
      <Button kind="ghost" size="small" icon={CloudUpload} onPress={() => acts.pushAll(artifacts)}>
        {t('action.push')}
      </Button>
      <Button kind="ghost" size="small" icon={FolderOutput} onPress={() => acts.copyAll(artifacts)}>
        {t('action.copyToStore')}
      </Button>
      <Button kind="ghost-danger" size="small" icon={Trash2} isDisabled={isReadOnly} onPress={() => acts.deleteAll(artifacts)}>
        {footprint === undefined ? t('action.delete') : t('action.deleteFrees', { size: format.bytes(footprint.uniqueBytes) })}
      </Button>
      <IconButton size="small" icon={X} label={t('action.clearSelection')} keys="Escape" onPress={onClear} />
    </Toolbar>
  );
}
