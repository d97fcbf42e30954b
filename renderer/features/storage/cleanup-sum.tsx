// Feature storage: the one figure of a cleanup's preview: what will be freed, beside what stays since others use it.
import { useTranslation } from 'react-i18next';
import type { CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { useFormat } from '../../format/use-format.ts';
import { ByteSum } from '../../ui/byte-sum.tsx';
import { Bytes } from '../../ui/figures.tsx';

export function CleanupSum({ totals, isPending }: Readonly<{ totals: CleanupPlan['totals']; isPending: boolean }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { fullBytes, staysBytes, freedBytes } = totals;
  return (
    <ByteSum
      title={t('cleanup.willFree')}
      kind="orphan"
      sizeBytes={freedBytes}
      parts={[
        { kind: 'orphan', label: t('cleanup.freed'), sizeBytes: freedBytes },
        { kind: 'shared', label: t('cleanup.stays'), sizeBytes: staysBytes },
      ]}
      label={t('cleanup.bar', { freed: format.bytes(freedBytes), stays: format.bytes(staysBytes) })}
      end={
        <>
          {t('cleanup.fullSize')} <Bytes sizeBytes={fullBytes} />
        </>
      }
      isPending={isPending}
    />
  );
}
