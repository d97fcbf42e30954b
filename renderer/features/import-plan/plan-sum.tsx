// Feature import-plan: what the chosen artifacts add to the store, beside what it has already and what the disk can take.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { ByteSum } from '../../ui/byte-sum.tsx';
import type { PlanFigures } from './plan-choice.ts';

export function PlanSum({ figures, freeBytes }: Readonly<{ figures: PlanFigures; freeBytes: number }>) {
  const { t } = useTranslation('importing');
  const format = useFormat();
  const { newBytes, heldBytes, isExact } = figures;
  const size = format.bytes(newBytes);
  return (
    <ByteSum
      title={t('plan.adds')}
      kind="unique"
      sizeBytes={newBytes}
      figure={newBytes === 0 ? t('plan.nothing') : isExact ? size : t('plan.about', { size })}
      parts={[
        { kind: 'shared', label: t('plan.held'), sizeBytes: heldBytes },
        { kind: 'unique', label: t('plan.added'), sizeBytes: newBytes },
      ]}
      label={t('plan.bar', { held: format.bytes(heldBytes), added: size, free: format.bytes(freeBytes) })}
      end={t('plan.free', { free: format.bytes(freeBytes) })}
    />
  );
}
