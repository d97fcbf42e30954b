// Feature stores: names a folder: by the system's dialog where the host has one, else as a path on the machine it runs on.
import { FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HostInfo, PickInfo } from '../../../preload/contract/host-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/field.tsx';
import css from './stores.module.css';

/** A folder as far as it is named: chosen, or typed. */
export interface Folder {
  readonly pick: PickInfo | null;
  readonly path: string;
}

export const noFolder: Folder = { pick: null, path: '' };

export function isNamed({ pick, path }: Folder): boolean {
  return pick !== null || path.trim() !== '';
}

/** The pick of a named folder. @throws HostFailure where the host does not take the path */
export function usePickOf(): (folder: Folder) => Promise<PickInfo> {
  const { client } = useHost();
  return async ({ pick, path }) => pick ?? valueOf(await client.call('pick.path', { path: path.trim() }));
}

interface FolderFieldProps {
  readonly host: HostInfo;
  readonly folder: Folder;
  readonly onChange: (folder: Folder) => void;
  /** True where the folder may be one that does not exist yet. */
  readonly isNew: boolean;
  readonly onEnter: () => void;
  readonly onError: (error: unknown) => void;
}

export function FolderField({ host, folder, onChange, isNew, onEnter, onError }: FolderFieldProps) {
  const { t } = useTranslation('stores');
  const { client } = useHost();
  const choose = async (): Promise<void> => {
    try {
      const [pick] = valueOf(await client.call('pick.choose', { kind: isNew ? 'save-folder' : 'folder' }));
      if (pick !== undefined) onChange({ pick, path: '' });
    } catch (error) {
      onError(error);
    }
  };
  if (!host.nativeDialogs)
    return (
      <TextField
        label={t('field.path')}
        value={folder.path}
        onChange={(path) => onChange({ pick: null, path })}
        placeholder={t('field.placeholder')}
        isMono
        autoFocus
        onEnter={onEnter}
      />
    );
  return (
    <div>
      <span className={css.label}>{t('field.folder')}</span>
      <div className={text.row}>
        <span className={cx(text.mono, text.clip, text.grow, folder.pick === null && text.muted)}>
          {folder.pick?.name ?? t('field.none')}
        </span>
        <Button icon={FolderOpen} onPress={() => void choose()}>
          {t(folder.pick === null ? 'field.choose' : 'field.chooseOther')}
        </Button>
      </div>
    </div>
  );
}
