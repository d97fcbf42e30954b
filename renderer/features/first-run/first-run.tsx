// Feature first-run: what the Library shows while the store is empty: the ways to bring something in, one click each.
import {
  ArrowDownToLine,
  CloudDownload,
  FlaskConical,
  FolderOpen,
  HardDrive,
  type LucideIcon,
  RadioTower,
  Unplug,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import { Pane } from '../../ui/panes.tsx';
import { Bricks } from './bricks.tsx';
import css from './first-run.module.css';

function importFolder(): void {
  raiseIntent('import.choose', { kind: 'folder' });
}

function importSample(): void {
  raiseIntent('import.sample', {});
}

export function FirstRun() {
  const { t } = useTranslation('firstRun');
  const format = useFormat();
  const host = useCall('host.describe', {}).data;
  const canImport = useHasIntent('import.choose');
  const canChoose = useHasIntent('store.choose');
  const canPull = useHasIntent('remote.pull');
  const registry = useCall('registry.show', {}).data;
  const hasSample = useHasIntent('import.sample') && host?.sampleArchive === true;
  const hasFolders = canImport && (host?.nativeDialogs === true || host?.hostPaths === true);
  useCommands([
    ...(hasFolders
      ? [{ id: 'firstRun.folder', group: t('title'), label: t('folder'), keys: 'o', icon: FolderOpen, run: importFolder }]
      : []),
    ...(hasSample
      ? [{ id: 'firstRun.sample', group: t('title'), label: t('sample'), keys: 's', icon: FlaskConical, run: importSample }]
      : []),
  ]);
  return (
    <Pane label={t('title')} className={cx(css.page)}>
      <div className={css.column}>
        <Bricks />
        <h1 className={css.title}>{t('title')}</h1>
        <p className={css.lead}>{t('text')}</p>
        <div className={css.drop}>
          <span className={cx(css.icon, css.iconLarge)}>
            <ArrowDownToLine size={22} strokeWidth={1.9} aria-hidden />
          </span>
          <div className={text.grow}>
            <b className={css.dropTitle}>{t('drop')}</b>
            <p className={text.muted}>{t('kinds')}</p>
          </div>
          {canImport && (
            <Button
              kind="primary"
              onPress={(event) => raiseIntent('import.choose', { kind: 'archives', withoutReview: event.shiftKey })}
            >
              {t('choose')}
            </Button>
          )}
        </div>
        <div className={css.ways}>
          {hasSample && <Way icon={FlaskConical} title={t('sample')} detail={t('sampleText')} keys="s" onPress={importSample} />}
          {hasFolders && <Way icon={FolderOpen} title={t('folder')} detail={t('folderText')} keys="o" onPress={importFolder} />}
          {registry !== undefined && (
            <Way
              icon={RadioTower}
              title={t('registry')}
              detail={t('registryText', { address: registry.address })}
              keys="g r"
              onPress={() => navigate(routeHref('registry'))}
            />
          )}
          {canPull && (
            <Way
              icon={CloudDownload}
              title={t('pull')}
              detail={t('pullText')}
              keys="p"
              onPress={() => raiseIntent('remote.pull', {})}
            />
          )}
        </div>
        <div className={css.place}>
          <HardDrive size={16} strokeWidth={1.9} aria-hidden />
          <span className={text.secondary}>{t('keptIn')}</span>
          <span className={cx(text.mono, text.strong, text.clip, text.selectable)}>{host?.storePath ?? ''}</span>
          {host !== undefined && (
            <span className={cx(text.muted, text.number)}>{t('free', { size: format.bytes(host.volume.freeBytes) })}</span>
          )}
          <span className={text.grow} />
          {canChoose && <Button onPress={() => raiseIntent('store.choose', { act: 'open' })}>{t('change')}</Button>}
        </div>
        <p className={css.offline}>
          <Unplug size={15} strokeWidth={1.9} aria-hidden />
          {t('offline')}
        </p>
      </div>
    </Pane>
  );
}

interface WayProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly detail: string;
  readonly keys: string;
  readonly onPress: () => void;
}

function Way({ icon: Icon, title, detail, keys, onPress }: WayProps) {
  return (
    <AriaButton className={cx(css.way)} onPress={onPress}>
      <span className={css.icon}>
        <Icon size={18} strokeWidth={1.9} aria-hidden />
      </span>
      <span className={text.grow}>
        <b className={css.wayTitle}>{title}</b>
        <span className={text.muted}>{detail}</span>
      </span>
      <Keys keys={keys} />
    </AriaButton>
  );
}
