// Feature import-plan: the platforms of a planned artifact: which are in the archive, and which are only listed.
import { useTranslation } from 'react-i18next';
import type { PlannedImage } from '../../../preload/contract/transfer-model.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import table from '../../ui/table.module.css';

export function PlannedPlatforms({ images }: Readonly<{ images: readonly PlannedImage[] }>) {
  const { t } = useTranslation('archives');
  const named = images.filter(({ attestation, platform }) => !attestation && platform !== null);
  const present = named.flatMap(({ platform, present: isHere }) => (isHere && platform !== null ? [platform] : []));
  const absent = named.flatMap(({ platform, present: isHere }) => (isHere || platform === null ? [] : [platform]));
  const [first, ...others] = present.map((platform) => platform.replace(/^linux\//, ''));
  return (
    <span className={table.line} title={present.join('\n')}>
      {first !== undefined && (
        <span className={cx(text.clip, text.secondary)}>
          {first}
          {others.length === 1 ? `, ${others[0]}` : others.length > 1 ? ` +${others.length}` : ''}
        </span>
      )}
      {absent.length > 0 && (
        <span title={t('absent', { platforms: absent.join(', ') })}>
          <Badge>{t('platformsHere', { present: present.length, all: named.length })}</Badge>
          <span className={text.hidden}>{t('absent', { platforms: absent.join(', ') })}</span>
        </span>
      )}
    </span>
  );
}
