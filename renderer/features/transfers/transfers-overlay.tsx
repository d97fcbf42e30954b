// Feature transfers: what is always there: its command, the notice when a job ends, and what a screen reader is told meanwhile.
import { ArrowLeftRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useJobs } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { useRememberPlans } from './remembered-plans.ts';
import { useJobNotices } from './use-job-notices.ts';

export function TransfersOverlay() {
  const { t } = useTranslation('transfers');
  const jobs = useJobs();
  useRememberPlans(jobs);
  const said = useJobNotices(jobs);
  useCommands([
    {
      id: 'transfers.go',
      group: t('group'),
      label: t('go'),
      keys: 'g t',
      icon: ArrowLeftRight,
      run: () => navigate(routeHref('transfers')),
    },
  ]);
  return (
    <div className={text.hidden} role="status">
      {said}
    </div>
  );
}
