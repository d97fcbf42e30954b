// Feature artifact: how a container of the image runs, in plain words; the values as they are written stand in Config.
import { useTranslation } from 'react-i18next';
import type { RunSettings } from '../../../../preload/contract/model.ts';
import text from '../../../styles/text.module.css';
import { cx } from '../../../ui/cx.ts';
import { Fact, Facts } from '../facts.tsx';
import { shellWords } from '../shell-words.ts';

export function RunWords({ run }: Readonly<{ run: RunSettings }>) {
  const { t } = useTranslation('artifact');
  const start = [...run.entrypoint, ...run.cmd];
  return (
    <Facts>
      <Fact label={t('run.starts')}>{start.length === 0 ? <None /> : <Code>{shellWords(start)}</Code>}</Fact>
      <Fact label={t('run.user')}>{run.user === null || run.user === '' ? t('run.rootUser') : <Code>{run.user}</Code>}</Fact>
      <Fact label={t('run.folder')}>
        <Code>{run.workingDir === null || run.workingDir === '' ? '/' : run.workingDir}</Code>
      </Fact>
      <Fact label={t('run.ports')}>{run.ports.length === 0 ? <None /> : <Code>{run.ports.join(', ')}</Code>}</Fact>
      {run.volumes.length > 0 && (
        <Fact label={t('run.volumes')}>
          <Code>{run.volumes.join(', ')}</Code>
        </Fact>
      )}
      <Fact label={t('run.env')}>{t('run.envCount', { count: run.env.length })}</Fact>
      {run.healthcheck.length > 0 && (
        <Fact label={t('run.health')}>
          <Health test={run.healthcheck} />
        </Fact>
      )}
      {run.stopSignal !== null && (
        <Fact label={t('run.stop')}>
          <Code>{run.stopSignal}</Code>
        </Fact>
      )}
    </Facts>
  );
}

/** Docker writes `CMD` or `CMD-SHELL` before the command, and `NONE` to switch an inherited check off. */
function Health({ test }: Readonly<{ test: readonly string[] }>) {
  const { t } = useTranslation('artifact');
  const [form, ...words] = test;
  if (form === 'NONE') return t('run.noHealth');
  return <Code>{form === 'CMD-SHELL' ? words.join(' ') : shellWords(form === 'CMD' ? words : test)}</Code>;
}

function Code({ children }: Readonly<{ children: string }>) {
  return <code className={cx(text.mono, text.selectable)}>{children}</code>;
}

function None() {
  const { t } = useTranslation('artifact');
  return <span className={text.muted}>{t('none')}</span>;
}
