// Feature storage: the pane beside the map: what the focused part is, and what could be freed in the whole store.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary, StoreSummary, UsageNode } from '../../../preload/contract/model.ts';
import { artifactHref, navigate, routeHref } from '../../app/router.ts';
import { shortDigest } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAllItems } from '../../host/use-all-items.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { Pane } from '../../ui/panes.tsx';
import { type ByteKind, SizeBar, Swatch } from '../../ui/size-bar.tsx';
import { FreeList } from './free-list.tsx';
import { Integrity } from './integrity.tsx';
import type { Subject } from './map-tree.ts';
import css from './storage.module.css';
import { bytesOf, namespaceLabel, repositoriesIn } from './usage-sums.ts';

interface StorageSideProps {
  readonly store: StoreSummary;
  readonly subject: Subject | null;
  /** Goes closer to the subject; null where there is nothing closer. */
  readonly onZoom: (() => void) | null;
}

export function StorageSide({ store, subject, onZoom }: StorageSideProps) {
  const { t } = useTranslation('storage');
  return (
    <Pane
      label={t('details')}
      side="end"
      as="aside"
      className={cx(css.side)}
      resize={{ key: 'storage.side', label: t('paneWidth'), initialPx: 296, minPx: 240, maxPx: 460 }}
    >
      <div className={css.sideScroll}>
        {subject === null ? <p className={text.muted}>{t('chooseTile')}</p> : <Details subject={subject} onZoom={onZoom} />}
        <div className={text.rule} />
        <FreeList />
        <div className={text.rule} />
        <Integrity store={store} />
      </div>
    </Pane>
  );
}

function Details({ subject, onZoom }: Readonly<{ subject: Subject; onZoom: (() => void) | null }>) {
  const { t } = useTranslation('storage');
  switch (subject.kind) {
    case 'repository':
      return <RepositoryDetails node={subject.node} onZoom={onZoom} />;
    case 'artifact':
      return <ArtifactDetails artifact={subject.artifact} />;
    case 'shared':
    case 'orphan':
      return (
        <Part
          kind={subject.kind}
          name={t(`map.${subject.kind}`)}
          sizeBytes={subject.node.sizeBytes}
          remark={t(`explain.${subject.kind}`)}
        />
      );
    case 'namespace':
      return <Several name={namespaceLabel(subject.node)} nodes={[subject.node]} onZoom={onZoom} />;
    default:
      return <Several nodes={subject.nodes} onZoom={onZoom} />;
  }
}

interface SeveralProps {
  /** Left out for parts that are only drawn together since they are small. */
  readonly name?: string;
  readonly nodes: readonly UsageNode[];
  readonly onZoom: (() => void) | null;
}

function Several({ name, nodes, onZoom }: SeveralProps) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const count = nodes.reduce((sum, node) => sum + repositoriesIn(node).length, 0);
  const repositories = t('map.repositories', { count, shown: format.count(count) });
  return (
    <Part
      kind="unique"
      name={name ?? repositories}
      sizeBytes={nodes.reduce((sum, node) => sum + node.sizeBytes, 0)}
      remark={name === undefined ? t('explain.rest') : repositories}
    >
      {onZoom !== null && (
        <Button size="small" grow onPress={onZoom}>
          {t('zoomIn')}
        </Button>
      )}
    </Part>
  );
}

function RepositoryDetails({ node, onZoom }: Readonly<{ node: UsageNode; onZoom: (() => void) | null }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { repository } = node;
  const { items } = useAllItems('repository.list', {});
  const listed = items.find((each) => each.repository === repository);
  const uniqueBytes = bytesOf(node, 'unique');
  const insideBytes = bytesOf(node, 'shared-inside');
  const outsideBytes = listed === undefined ? null : listed.sizeBytes - listed.uniqueBytes;
  const namespace = repository === null ? '' : repository.slice(0, Math.max(0, repository.lastIndexOf('/')));
  const count = t('artifactCount', { count: node.artifactCount, shown: format.count(node.artifactCount) });
  return (
    <Part
      kind="unique"
      name={repository === null ? t('noName') : node.label}
      {...(repository === null ? {} : { title: repository })}
      sizeBytes={uniqueBytes + insideBytes}
      remark={namespace === '' ? count : `${namespace} · ${count}`}
      legend={
        <>
          <span className={cx((outsideBytes ?? 0) > 0 && css.hasOutside)}>
            <SizeBar
              totalBytes={uniqueBytes + insideBytes + (outsideBytes ?? 0)}
              parts={[
                { kind: 'unique', sizeBytes: uniqueBytes },
                { kind: 'shared', sizeBytes: insideBytes },
                { kind: 'other', sizeBytes: outsideBytes ?? 0 },
              ]}
              label={t('repositoryBar', { unique: format.bytes(uniqueBytes), inside: format.bytes(insideBytes) })}
            />
          </span>
          <div className={css.figures}>
            <Swatch kind="unique" />
            <span>{t('figure.unique')}</span>
            <Bytes sizeBytes={uniqueBytes} />
            <Swatch kind="shared" />
            <span>{t('figure.inside')}</span>
            <Bytes sizeBytes={insideBytes} />
            {outsideBytes !== null && (
              <>
                <span className={css.faded}>
                  <Swatch kind="shared" />
                </span>
                <span>{t('figure.outside')}</span>
                <Bytes sizeBytes={outsideBytes} />
              </>
            )}
          </div>
        </>
      }
    >
      {repository !== null && (
        <Button size="small" grow onPress={() => navigate(routeHref('library', repository))}>
          {t('open')}
        </Button>
      )}
      {onZoom !== null && (
        <Button size="small" grow onPress={onZoom}>
          {t('zoomIn')}
        </Button>
      )}
    </Part>
  );
}

function ArtifactDetails({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('storage');
  const { repository, digest, tags, uniqueBytes, sizeBytes } = artifact;
  return (
    <Part
      kind={tags.length === 0 ? 'orphan' : 'unique'}
      name={tags.length === 0 ? shortDigest(digest) : orderedTags(tags).join(', ')}
      title={digest}
      sizeBytes={uniqueBytes}
      remark={tags.length === 0 ? t('untaggedRemark') : shortDigest(digest)}
      legend={
        <div className={css.figures}>
          <Swatch kind="unique" />
          <span>{t('figure.unique')}</span>
          <Bytes sizeBytes={uniqueBytes} />
          <Swatch kind="shared" />
          <span>{t('figure.shared')}</span>
          <Bytes sizeBytes={sizeBytes - uniqueBytes} />
        </div>
      }
    >
      <Button size="small" grow onPress={() => navigate(artifactHref(repository, digest))}>
        {t('open')}
      </Button>
    </Part>
  );
}

interface PartProps {
  readonly kind: ByteKind;
  readonly name: string;
  readonly title?: string;
  readonly sizeBytes: number;
  readonly remark: string;
  readonly legend?: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
}

function Part({ kind, name, title, sizeBytes, remark, legend, children }: PartProps) {
  return (
    <section className={css.part} aria-label={name}>
      <div className={css.partHead}>
        <Swatch kind={kind} />
        <h2 className={cx(text.strong, text.clip, text.grow)} title={title ?? name}>
          {name}
        </h2>
        <b>
          <Bytes sizeBytes={sizeBytes} />
        </b>
      </div>
      <p className={cx(text.muted, text.small)}>{remark}</p>
      {legend}
      {children !== undefined && <div className={css.partActs}>{children}</div>}
    </section>
  );
}
