// Feature artifact: Referrers: what was attached to the artifact afterwards: signatures, SBOMs, attestations. What they claim is shown
// as a claim: nothing here checks a signature.
import { FileBadge, Paperclip, X } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail, ReferrerInfo } from '../../../preload/contract/model.ts';
import { artifactHref, navigate } from '../../app/router.ts';
import { shortDigest } from '../../format/names.ts';
import text from '../../styles/text.module.css';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes, Time } from '../../ui/figures.tsx';
import type { GridColumn, RowShape } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import { EmptyState, Note } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { type ArtifactPlace, placeHref } from './artifact-place.ts';
import { DigestText, Fact, Facts } from './facts.tsx';
import layers from './layers/layers.module.css';

interface ReferrersTabProps {
  readonly artifact: ArtifactDetail;
  readonly place: ArtifactPlace;
}

export function ReferrersTab({ artifact, place }: ReferrersTabProps) {
  const { t } = useTranslation('artifact');
  const { referrerList } = artifact;
  const [isToggled, setToggled] = useViewState('artifact.inspector', false);
  const columns = useColumns();
  const shape = useCallback(
    ({ digest, kind }: ReferrerInfo): RowShape => ({ id: digest, name: `${t(`referrer.${kind}`)} ${shortDigest(digest)}` }),
    [t],
  );
  const chosen = referrerList.find(({ digest }) => digest === place.row) ?? referrerList[0];
  const selected = useMemo(() => new Set(chosen === undefined ? [] : [chosen.digest]), [chosen]);
  if (chosen === undefined)
    return (
      <Pane label={t('tab.referrers')}>
        <EmptyState icon={Paperclip} title={t('referrers.none')}>
          {t('referrers.noneText')}
        </EmptyState>
      </Pane>
    );
  const choose = (row: string): void => navigate(placeHref(place, { row }), { replace: true });
  return (
    <div className={layers.split}>
      <Pane label={t('tab.referrers')} className={cx(layers.main)}>
        <div className={cx(layers.grid, layers.indented)}>
          <VirtualGrid<ReferrerInfo>
            label={t('tab.referrers')}
            rows={referrerList}
            shape={shape}
            columns={columns}
            stateKey="artifact.referrers"
            focused={chosen.digest}
            onFocus={choose}
            selection={{ mode: 'single', selected, onChange: ([id]) => id !== undefined && choose(id) }}
            onOpen={({ digest }) => navigate(artifactHref(artifact.repository, digest))}
            onSpace={() => setToggled((now) => !now)}
          />
        </div>
      </Pane>
      <ReferrerInspector
        referrer={chosen}
        href={artifactHref(artifact.repository, chosen.digest)}
        isToggled={isToggled}
        onClose={() => setToggled(false)}
      />
    </div>
  );
}

function useColumns(): readonly GridColumn<ReferrerInfo>[] {
  const { t } = useTranslation('artifact');
  return useMemo(
    () => [
      {
        id: 'type',
        name: t('referrers.type'),
        width: 'fill',
        minWidth: 180,
        isRowHeader: true,
        cell: ({ kind, artifactType, mediaType }) => (
          <span>
            <span className={layers.referrerKind}>{t(`referrer.${kind}`)}</span>{' '}
            <span className={cx(text.muted, text.mono)}>{artifactType ?? mediaType}</span>
          </span>
        ),
      },
      {
        id: 'digest',
        name: t('layers.digest'),
        width: 120,
        cell: ({ digest }) => (
          <span className={cx(text.mono, text.secondary)} title={digest}>
            {shortDigest(digest)}
          </span>
        ),
      },
      { id: 'size', name: t('platform.size'), width: 90, align: 'end', cell: ({ sizeBytes }) => <Bytes sizeBytes={sizeBytes} /> },
      {
        id: 'created',
        name: t('head.created'),
        width: 120,
        align: 'end',
        hideBelow: 560,
        cell: ({ createdAt }) => <span className={text.secondary}>{createdAt === null ? '–' : <Time iso={createdAt} />}</span>,
      },
    ],
    [t],
  );
}

interface ReferrerInspectorProps {
  readonly referrer: ReferrerInfo;
  readonly href: string;
  readonly isToggled: boolean;
  readonly onClose: () => void;
}

function ReferrerInspector({ referrer, href, isToggled, onClose }: ReferrerInspectorProps) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const { digest, kind, artifactType, mediaType, sizeBytes, createdAt } = referrer;
  const annotations = Object.entries(referrer.annotations).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (
    <Pane
      label={t('inspector')}
      side="end"
      as="aside"
      className={cx(layers.inspector, isToggled && layers.toggled)}
      resize={{ key: 'artifact.layers', label: t('paneWidth'), initialPx: 316, minPx: 260, maxPx: 520 }}
    >
      <div className={layers.inspectorScroll}>
        <div className={text.row}>
          <FileBadge size={16} strokeWidth={1.9} aria-hidden />
          <h2 className={cx(text.strong, layers.inspectorTitle)}>{t(`referrer.${kind}`)}</h2>
          <span className={text.grow} />
          <span className={layers.close}>
            <IconButton size="small" icon={X} label={words('actions.close')} onPress={onClose} />
          </span>
        </div>
        <Facts>
          <Fact label={t('layers.digest')}>
            <DigestText digest={digest} />
          </Fact>
          <Fact label={t('referrers.type')}>
            <span className={cx(text.mono, text.selectable)}>{artifactType ?? mediaType}</span>
          </Fact>
          <Fact label={t('platform.size')}>
            <Bytes sizeBytes={sizeBytes} />
          </Fact>
          {createdAt !== null && (
            <Fact label={t('head.created')}>
              <Time iso={createdAt} isLong />
            </Fact>
          )}
        </Facts>
        {annotations.length > 0 && (
          <>
            <div className={text.rule} />
            <h3 className={text.strong}>{t('overview.annotations')}</h3>
            <dl className={layers.annotations}>
              {annotations.map(([name, value]) => (
                <div key={name}>
                  <dt className={cx(text.mono, text.muted)}>{name}</dt>
                  <dd className={text.selectable}>{value}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        {kind === 'signature' && <Note>{t('referrers.claims')}</Note>}
      </div>
      <div className={layers.inspectorFoot}>
        <Button grow onPress={() => navigate(href)}>
          {t('referrers.open')}
        </Button>
      </div>
    </Pane>
  );
}
