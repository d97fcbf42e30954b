// Feature settings: its line in the sidebar and its trail.
import { useTranslation } from 'react-i18next';
import type { Route } from '../../app/router.ts';
import { Crumb, Trail } from '../../app/trail.tsx';
import { Keys } from '../../ui/keys.tsx';
import { sectionOf } from './sections.ts';

export function SettingsLabel() {
  const { t } = useTranslation('settings');
  return t('title');
}

export function SettingsKeys() {
  return <Keys keys="mod+," />;
}

export function SettingsCrumbs({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('settings');
  return (
    <Trail>
      <Crumb href="#/settings">{t('title')}</Crumb>
      <Crumb>{t(`sections.${sectionOf(route.rest)}`)}</Crumb>
    </Trail>
  );
}
