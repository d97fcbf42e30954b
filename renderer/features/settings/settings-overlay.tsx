// Feature settings: its commands: opening it, and the choices people switch most.
import { Settings as Gear, Languages, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useChangeSettings } from '../../host/use-settings.ts';

export function SettingsOverlay() {
  const { t } = useTranslation('settings');
  const change = useChangeSettings();
  const group = t('group');
  useCommands([
    { id: 'settings.open', group, label: t('open'), keys: 'mod+,', icon: Gear, run: () => navigate(routeHref('settings')) },
    {
      id: 'settings.light',
      group,
      label: `${t('theme')}: ${t('themes.light')}`,
      icon: Sun,
      run: () => change({ theme: 'light' }),
    },
    { id: 'settings.dark', group, label: `${t('theme')}: ${t('themes.dark')}`, icon: Moon, run: () => change({ theme: 'dark' }) },
    { id: 'settings.en', group, label: t('languages.en'), icon: Languages, run: () => change({ language: 'en' }) },
    { id: 'settings.zh', group, label: t('languages.zhHant'), icon: Languages, run: () => change({ language: 'zh-Hant' }) },
  ]);
  return null;
}
