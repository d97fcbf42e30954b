// Feature registry: what clients did, the newest first: what it was, who, how many bytes went over the wire, and why not.
import { ArrowDown, ArrowUp, CircleX, type LucideIcon, Radio, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RegistryActivityEntry } from '../../../preload/contract/registry-model.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { activityLine } from './activity-line.ts';
import { clockTime } from './clock.ts';
import css from './registry.module.css';

/** More than anyone reads; the host keeps a few hundred. */
const shown = 200;
const icons: Readonly<Record<RegistryActivityEntry['verb'], LucideIcon>> = { pull: ArrowDown, push: ArrowUp, delete: Trash2 };

export function ActivityList({ isOn }: Readonly<{ isOn: boolean }>) {
  const { t } = useTranslation('registry');
  const activity = useCall('registry.activity', { limit: shown });
  const entries = activity.data?.items ?? [];
  if (activity.error !== null && activity.data === undefined)
    return (
      <div className={css.cardText}>
        <ErrorNote error={activity.error} onRetry={() => void activity.refetch()} />
      </div>
    );
  if (activity.data !== undefined && entries.length === 0)
    return (
      <EmptyState icon={Radio} title={t('activity.none')}>
        {t(isOn ? 'activity.noneText' : 'activity.noneOff')}
      </EmptyState>
    );
  return (
    <ol className={css.activity} aria-label={t('activity.title')}>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: Readonly<{ entry: RegistryActivityEntry }>) {
  const { t } = useTranslation('registry');
  const format = useFormat();
  const { end, name, title, client, reason } = activityLine(entry);
  const { verb, user, sizeBytes, at } = entry;
  const Icon = end === 'done' ? icons[verb] : CircleX;
  const what = end === 'missing' ? t('activity.missing') : t(`activity.${end}.${verb}`);
  const bytes = format.bytes(sizeBytes);
  const details = [
    client,
    user === null ? '' : t('activity.by', { user }),
    reason !== null ? t(`activity.reason.${reason}`) : verb === 'delete' ? '' : sizeText(),
  ].filter((part) => part !== '');
  /** A pull without bytes means that its client had every layer. */
  function sizeText(): string {
    return verb === 'pull' && sizeBytes === 0 ? t('activity.allThere', { bytes }) : bytes;
  }
  return (
    <li className={css.entry}>
      <span className={cx(css.entryIcon, end !== 'done' && css.entryBad)}>
        <Icon size={15} strokeWidth={1.9} aria-hidden />
      </span>
      <div className={text.grow}>
        <div className={text.clip} title={title}>
          {what} <b className={text.strong}>{name}</b>
        </div>
        <div className={cx(text.muted, text.small)}>{details.join(' · ')}</div>
      </div>
      <time className={cx(text.muted, text.small, text.number)} dateTime={at} title={format.exactTime(at)}>
        {clockTime(at, format.language)}
      </time>
    </li>
  );
}
