// Feature transfers: the one thing to do with a job that has ended.
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { type Ending, repositoriesOf, verbOf } from './job-figures.ts';

interface NextStepsProps {
  readonly job: JobRecord;
  readonly ending: Ending;
  readonly onRetry: () => void;
}

export function NextSteps({ job, ending, onRetry }: NextStepsProps) {
  const { t } = useTranslation('transfers');
  const sentences = useSentences();
  const host = useCall('host.describe', {}).data;
  const reveal = useAct('job.reveal');
  const canImport = useHasIntent('import.choose');
  const canExport = useHasIntent('export.open');
  const canRepair = useHasIntent('store.repair');
  const canCleanUp = useHasIntent('store.cleanup');
  const canSignIn = useHasIntent('remote.sign-in');
  const { importReport, exportReport, pullReport, failure } = job;
  if (ending === 'stopped' || ending === 'cancelled') {
    if (failure?.code === 'remote-sign-in' && canSignIn) {
      const { registry } = failure.params;
      return <Step label={t('act.signIn')} onPress={() => raiseIntent('remote.sign-in', { registry })} />;
    }
    if (job.canRetry) return <Step label={t('act.retry')} onPress={onRetry} />;
    if (verbOf(job) === 'cleanup' && canCleanUp)
      return <Step label={t('act.previewAgain')} onPress={() => raiseIntent('store.cleanup', {})} />;
    if (verbOf(job) === 'import' && canImport)
      return <Step label={t('act.importAgain')} onPress={() => raiseIntent('import.choose', { kind: 'archives' })} />;
    if (verbOf(job) === 'export' && canExport)
      return <Step label={t('act.exportAgain')} onPress={() => raiseIntent('export.open', { references: job.title })} />;
    return null;
  }
  if (job.verifyReport !== null && ending === 'partly' && canRepair)
    return <Step label={t('act.repair')} onPress={() => raiseIntent('store.repair', {})} />;
  const broughtIn = importReport ?? pullReport;
  if (broughtIn !== null) {
    const repositories = repositoriesOf(broughtIn);
    const place = repositories.length === 1 ? repositories[0] : '';
    return <Step label={t('act.showInLibrary')} onPress={() => navigate(routeHref('library', place))} />;
  }
  if (exportReport === null) return null;
  if (exportReport.target === '-')
    return canExport ? (
      <Step label={t('act.exportAgain')} onPress={() => raiseIntent('export.open', { references: job.title })} />
    ) : null;
  if (host?.showInFolder !== true) return null;
  return (
    <Step
      label={t('act.showInFolder')}
      onPress={() => reveal.mutate({ job: job.id }, { onError: (error) => showToast({ text: sentences.error(error).what }) })}
    />
  );
}

function Step({ label, onPress }: Readonly<{ label: string; onPress: () => void }>) {
  return (
    <Button size="small" onPress={onPress}>
      {label}
    </Button>
  );
}
