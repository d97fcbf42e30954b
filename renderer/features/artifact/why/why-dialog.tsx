// Feature artifact: the proof that a blob is needed, step by step from what keeps it down to the blob; or that nothing needs it.
import { Activity, Box, FileCode, Layers, Paperclip, Settings2, Tag, TagX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BlobExplanation, BlobProof } from '../../../../preload/contract/upkeep-model.ts';
import { navigate, routeHref } from '../../../app/router.ts';
import { shortDigest } from '../../../format/names.ts';
import { useCall } from '../../../host/use-call.ts';
import text from '../../../styles/text.module.css';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Bytes, Time } from '../../../ui/figures.tsx';
import { ErrorNote, Note } from '../../../ui/note.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';
import { DigestText, Fact, Facts } from '../facts.tsx';
import { stepWord } from './step-word.ts';
import css from './why.module.css';

const icons = {
  tag: Tag,
  untagged: TagX,
  index: Box,
  manifest: FileCode,
  config: Settings2,
  layer: Layers,
  referrer: Paperclip,
  lease: Activity,
} as const;

const titles = {
  needed: 'why.title',
  'not-needed': 'why.titleNotNeeded',
  absent: 'why.titleAbsent',
  damaged: 'why.titleDamaged',
} as const;

export function WhyDialog({ digest, onClose }: Readonly<{ digest: string; onClose: () => void }>) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const answer = useCall('blob.explain', { digest });
  const blob = answer.data;
  const leavesFor = blob?.status === 'not-needed' || blob?.status === 'damaged';
  return (
    <Dialog
      isOpen
      size="medium"
      title={t(titles[blob?.status ?? 'needed'])}
      onClose={onClose}
      foot={
        <>
          {leavesFor && (
            <Button
              onPress={() => {
                onClose();
                navigate(routeHref('storage'));
              }}
            >
              {t('why.storage')}
            </Button>
          )}
          <Button kind="primary" autoFocus onPress={onClose}>
            {words('actions.close')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {answer.isPending && <SkeletonRows rows={4} label={words('grid.loading')} />}
        {answer.error !== null && <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />}
        {blob !== undefined && (
          <>
            <BlobFacts blob={blob} />
            <Verdict blob={blob} />
            <ol className={css.ways}>
              {blob.proofs.map((proof, place) => (
                // Proofs are told apart by their steps alone; they keep their order.
                <Way key={place} proof={proof} number={place + 1} />
              ))}
            </ol>
            {blob.proofCount > blob.proofs.length && (
              <p className={text.muted}>{t('why.more', { count: blob.proofCount - blob.proofs.length })}</p>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function BlobFacts({ blob }: Readonly<{ blob: BlobExplanation }>) {
  const { t } = useTranslation('artifact');
  const { digest, mediaType, sizeBytes, addedAt, verifiedAt } = blob;
  return (
    <Facts>
      <Fact label={t('layers.digest')}>
        <DigestText digest={digest} length={24} />
      </Fact>
      {mediaType !== null && (
        <Fact label={t('layers.mediaType')}>
          <span className={cx(text.mono, text.selectable)}>{mediaType}</span>
        </Fact>
      )}
      <Fact label={t('layers.stored')}>{blob.status === 'absent' ? t('notStored') : <Bytes sizeBytes={sizeBytes} />}</Fact>
      {addedAt !== null && (
        <Fact label={t('why.added')}>
          <Time iso={addedAt} isLong />
        </Fact>
      )}
      <Fact label={t('why.verified')}>
        {verifiedAt === null ? <span className={text.muted}>{t('why.never')}</span> : <Time iso={verifiedAt} isLong />}
      </Fact>
    </Facts>
  );
}

function Verdict({ blob: { status, proofCount, keptFor } }: Readonly<{ blob: BlobExplanation }>) {
  const { t } = useTranslation('artifact');
  if (status === 'needed') return <p>{t('why.needed', { count: proofCount })}</p>;
  if (keptFor !== null) return <Note tone="warn">{t('why.keptFor', { digest: shortDigest(keptFor) })}</Note>;
  if (status === 'not-needed') return <Note>{t('why.notNeeded')}</Note>;
  return <Note tone={status === 'damaged' ? 'danger' : 'warn'}>{t(`why.${status}`)}</Note>;
}

function Way({ proof, number }: Readonly<{ proof: BlobProof; number: number }>) {
  const { t } = useTranslation('artifact');
  return (
    <li>
      <ol className={css.way} aria-label={t('why.way', { number })}>
        {proof.steps.map(({ role, name, platform }, place) => {
          const Icon = icons[role];
          return (
            // A proof is a sequence: places are its identity.
            <li key={place} className={css.step}>
              <span className={css.icon}>
                <Icon size={15} strokeWidth={1.9} aria-hidden />
              </span>
              <span className={css.role}>{t(`why.role.${role}`)}</span>
              <span className={cx(text.clip, text.selectable, stepWord(name).isDigest && text.mono)} title={name}>
                {stepWord(name).word}
              </span>
              {platform !== null && <span className={cx(text.muted, text.number)}>{platform}</span>}
            </li>
          );
        })}
      </ol>
    </li>
  );
}
