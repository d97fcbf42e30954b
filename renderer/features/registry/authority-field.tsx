// Feature registry: names the file of a certificate authority: by the system's dialog where the host has one, else as a path on the
// machine it runs on.
import { FileBadge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HostInfo, PickInfo } from '../../../preload/contract/host-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/field.tsx';
import css from './fields.module.css';

/** A file as far as it is named: chosen, typed, or neither. */
export interface Authority {
  readonly pick: PickInfo | null;
  readonly path: string;
  /** What it is called on screen; empty for none. */
  readonly name: string;
}

interface AuthorityFieldProps {
  readonly host: HostInfo;
  readonly authority: Authority;
  readonly onChange: (authority: Authority) => void;
  readonly onError: (error: unknown) => void;
}

export function AuthorityField({ host, authority, onChange, onError }: AuthorityFieldProps) {
  const { t } = useTranslation('registry');
  const { client } = useHost();
  const choose = async (): Promise<void> => {
    try {
      const [pick] = valueOf(await client.call('pick.choose', { kind: 'file' }));
      if (pick !== undefined) onChange({ pick, path: '', name: pick.name });
    } catch (error) {
      onError(error);
    }
  };
  if (!host.nativeDialogs)
    return (
      <TextField
        label={t('remoteDialog.caPath')}
        value={authority.path}
        onChange={(path) => onChange({ pick: null, path, name: path })}
        placeholder={t('remoteDialog.caNone')}
        hint={t('remoteDialog.caText')}
        isMono
      />
    );
  return (
    <div>
      <span className={css.label}>{t('remoteDialog.ca')}</span>
      <div className={text.row}>
        <span className={cx(text.clip, text.grow, authority.name === '' && text.muted)}>
          {authority.name === '' ? t('remoteDialog.caNone') : authority.name}
        </span>
        {authority.name !== '' && (
          <Button size="small" kind="ghost" onPress={() => onChange({ pick: null, path: '', name: '' })}>
            {t('remoteDialog.caClear')}
          </Button>
        )}
        <Button size="small" icon={FileBadge} onPress={() => void choose()}>
          {t('remoteDialog.caChoose')}
        </Button>
      </div>
      <p className={cx(text.muted, text.small)}>{t('remoteDialog.caText')}</p>
    </div>
  );
}
