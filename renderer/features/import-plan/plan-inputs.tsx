// Feature import-plan: what was given: each archive with its format, or why it is left out. A bad one among good ones is named.
import { Check, FileArchive, FileX, Folder } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArchiveReport } from '../../../preload/contract/transfer-model.ts';
import { fileName, useArchiveFormat } from '../../format/archive-format.ts';
import { useFormat } from '../../format/use-format.ts';
import { HostFailure } from '../../host/host-failure.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { ErrorNote } from '../../ui/note.tsx';
import css from './import-plan.module.css';

const shownInputs = 6;
const shownProblems = 3;

export function PlanInputs({ archives }: Readonly<{ archives: readonly ArchiveReport[] }>) {
  const { t } = useTranslation('importing');
  // What is wrong comes first: with many inputs it would be missed.
  const sorted =
    archives.length > shownInputs
      ? archives.toSorted((a, b) => Number(b.failure !== null) - Number(a.failure !== null))
      : archives;
  const problems = archives
    .flatMap(({ failure, artifacts }) => [failure, ...artifacts.map((artifact) => artifact.failure)])
    .filter((failure) => failure !== null);
  return (
    <section className={css.inputs} aria-label={t('plan.inputs')}>
      <ul className={cx(css.inputGrid, archives.length === 1 && css.oneInput)}>
        {sorted.slice(0, shownInputs).map((archive, place) => (
          // The same file may be given twice: places are the identity of what was given.
          <Input key={place} archive={archive} />
        ))}
      </ul>
      {archives.length > shownInputs && (
        <p className={text.muted}>{t('plan.moreInputs', { count: archives.length - shownInputs })}</p>
      )}
      {problems.slice(0, shownProblems).map((failure, place) => (
        <ErrorNote key={place} error={new HostFailure(failure)} />
      ))}
      {problems.length > shownProblems && (
        <p className={text.muted}>{t('plan.moreProblems', { count: problems.length - shownProblems })}</p>
      )}
    </section>
  );
}

function Input({ archive }: Readonly<{ archive: ArchiveReport }>) {
  const { t } = useTranslation('importing');
  const format = useFormat();
  const formatName = useArchiveFormat();
  const isBroken = archive.failure !== null;
  const isFolder = archive.format === 'docker-dir' || archive.format === 'registry-storage';
  const Icon = isBroken ? FileX : isFolder ? Folder : FileArchive;
  return (
    <li className={cx(text.row, css.input)}>
      <Icon size={18} strokeWidth={1.8} aria-hidden />
      <div className={text.grow}>
        <div className={cx(text.clip, isBroken ? css.struck : text.strong)} title={archive.archive}>
          {fileName(archive.archive)}
        </div>
        <div className={cx(text.clip, text.muted, text.small)}>
          {archive.format === null || isBroken
            ? t('plan.status.refused')
            : `${formatName(archive.format, archive.compression)} · ${format.bytes(archive.newBytes + archive.heldBytes)}`}
        </div>
      </div>
      {isBroken ? (
        <Badge>{t('plan.leftOut')}</Badge>
      ) : (
        <span className={css.good} role="img" aria-label={t('plan.readable')}>
          <Check size={16} strokeWidth={2.1} aria-hidden />
        </span>
      )}
    </li>
  );
}
