// Feature settings: where the local registry listens, and whether it starts with the application.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate, routeHref } from '../../app/router.ts';
import { useChangeSettings, useSettings } from '../../host/use-settings.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { useLocalRegistry } from '../registry/index.ts';
import { SettingGroup, SettingRow } from './setting-row.tsx';
import css from './settings.module.css';

export function RegistrySection() {
  const { t } = useTranslation('registry');
  const { registryPort, registryOnStart } = useSettings();
  const changeSettings = useChangeSettings();
  const { change, error } = useLocalRegistry();
  /** As typed; null: as it is. */
  const [typed, setTyped] = useState<string | null>(null);
  const port = Number(typed ?? registryPort);
  const isRight = Number.isInteger(port) && port >= 1 && port <= 65_535;
  const apply = (): void => {
    if (typed === null || !isRight) return;
    setTyped(null);
    if (port !== registryPort) change({ settings: { registryPort: port } });
  };
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      <SettingGroup>
        <SettingRow name={t('settings.port')} description={t('settings.portText')}>
          <div className={css.number}>
            <TextField
              label={t('settings.port')}
              isLabelHidden
              value={typed ?? String(registryPort)}
              onChange={setTyped}
              error={isRight ? null : t('settings.portInvalid')}
              onEnter={apply}
              onLeave={apply}
            />
          </div>
        </SettingRow>
        <SettingRow name={t('settings.onStart')} description={t('settings.onStartText')}>
          <Switch
            label={t('settings.onStart')}
            isOn={registryOnStart}
            onChange={(isOn) => changeSettings({ registryOnStart: isOn })}
          />
        </SettingRow>
      </SettingGroup>
      <SettingGroup>
        <SettingRow name={t('settings.more')} description={t('settings.moreText')}>
          <Button onPress={() => navigate(routeHref('registry'))}>{t('settings.open')}</Button>
        </SettingRow>
      </SettingGroup>
    </>
  );
}
