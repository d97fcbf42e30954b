// Feature log: its command.
import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { navigate, routeHref } from '../../app/router.ts';

export function LogOverlay() {
  const { t } = useTranslation('log');
  useCommands([
    { id: 'log.go', group: t('group'), label: t('go'), keys: 'g h', icon: History, run: () => navigate(routeHref('log')) },
  ]);
  return null;
}
