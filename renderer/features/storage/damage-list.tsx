// Feature storage: what is damaged or missing, which artifacts need it, and what can be done: repair, delete, or leave it marked.
import { Copy, Package, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PickInfo } from '../../../preload/contract/host-model.ts';
import type { ArtifactName, Damage } from '../../../preload/contract/upkeep-model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { artifactHref, navigate } from '../../app/router.ts';
import { artifactReference, shortDigest } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes, Time } from '../../ui/figures.tsx';
import { Twisty } from '../../ui/grid/grid-row.tsx';
import type { GridColumn } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { showToast } from '../../ui/toast.tsx';
import { artifactWord, type DamageRow, damageRows, damageShape } from './damage-rows.ts';
import css from './verify.module.css';

interface DamageListProps {
  readonly damage: readonly Damage[];
  readonly isReadOnly: boolean;
  readonly onRepair: (picks: readonly PickInfo[]) => void;
  readonly onClose: () => void;
}

export function DamageList({ damage, isReadOnly, onRepair, onClose }: DamageListProps) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const canRepair = useHasIntent('repair.choose') && !isReadOnly;
  const hasDialogs = useCall('host.describe', {}).data?.nativeDialogs === true;
  const acts = useDamageActs(onClose);
  const canDelete = acts.canDelete && !isReadOnly;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const rows = useMemo(() => damageRows(damage, folded), [damage, folded]);
  const columns: readonly GridColumn<DamageRow>[] = [
    {
      id: 'name',
      name: t('repair.column.name'),
      width: 'fill',
      minWidth: 160,
      isRowHeader: true,
      cell: (row) => <NameCell row={row} />,
    },
    {
      id: 'problem',
      name: t('repair.column.problem'),
      width: 190,
      cell: ({ damage: { problem }, artifact }) =>
        artifact === null && <span className={css.problem}>{t(`repair.problem.${problem}`)}</span>,
    },
    {
      id: 'size',
      name: t('repair.column.size'),
      width: 84,
      align: 'end',
      cell: ({ damage: { sizeBytes }, artifact }) => artifact === null && <Bytes sizeBytes={sizeBytes} />,
    },
    {
      id: 'found',
      name: t('repair.column.found'),
      width: 92,
      align: 'end',
      hideBelow: 560,
      cell: ({ damage: { foundAt }, artifact }) => artifact === null && <Time iso={foundAt} />,
    },
    {
      id: 'acts',
      name: t('repair.column.acts'),
      width: 150,
      align: 'end',
      cell: ({ artifact }) =>
        artifact !== null &&
        canDelete && (
          <Button size="small" kind="ghost-danger" onPress={() => void acts.remove(artifact)}>
            {t('repair.delete')}
          </Button>
        ),
    },
  ];
  const menu = ({ artifact, damage: { digest } }: DamageRow): readonly MenuEntry[] =>
    artifact === null
      ? [{ id: 'copy', label: t('repair.copyDigest'), icon: Copy, run: () => void copyText(digest) }]
      : [
          { id: 'open', label: t('repair.openArtifact'), icon: Package, run: () => acts.open(artifact) },
          {
            id: 'delete',
            label: t('repair.delete'),
            icon: Trash2,
            isDanger: true,
            isDisabled: !canDelete,
            run: () => void acts.remove(artifact),
          },
        ];
  return (
    <section className={css.damage} aria-label={t('repair.label')}>
      <h3 className={text.strong}>{t('repair.count', { count: damage.length, shown: format.count(damage.length) })}</h3>
      <p className={text.secondary}>{t('repair.text')}</p>
      <div className={css.grid} style={{ '--rows': rows.length } as React.CSSProperties}>
        <VirtualGrid<DamageRow>
          label={t('repair.label')}
          rows={rows}
          shape={damageShape}
          columns={columns}
          stateKey="damage"
          focused={focused}
          onFocus={setFocused}
          onEscape={onClose}
          onOpen={({ artifact }) => artifact !== null && acts.open(artifact)}
          onToggle={({ id }) => setFolded((now) => new Set(now.has(id) ? [...now].filter((each) => each !== id) : [...now, id]))}
          menu={menu}
        />
      </div>
      {canRepair && (
        <div className={text.row}>
          <Button kind="primary" onPress={() => raiseIntent('repair.choose', { kind: 'archives', onPicks: onRepair })}>
            {t('repair.fromArchive')}
          </Button>
          {hasDialogs && (
            <Button onPress={() => raiseIntent('repair.choose', { kind: 'folder', onPicks: onRepair })}>
              {t('repair.fromFolder')}
            </Button>
          )}
        </div>
      )}
      <p className={text.muted}>{t('repair.orKeep')}</p>
    </section>
  );
}

interface DamageActs {
  readonly canDelete: boolean;
  readonly open: (artifact: ArtifactName) => void;
  readonly remove: (artifact: ArtifactName) => Promise<void>;
}

function useDamageActs(onClose: () => void): DamageActs {
  const canDelete = useHasIntent('artifact.delete');
  const list = useAct('artifact.list');
  const show = useAct('artifact.show');
  const sentences = useSentences();
  return {
    canDelete,
    open: ({ repository, digest }) => {
      onClose();
      navigate(artifactHref(repository, digest));
    },
    remove: async ({ repository, digest }) => {
      try {
        // An artifact whose manifest is the damaged blob cannot be shown, but it is listed.
        const listed = await list.mutateAsync({ filter: digest, ...(repository === null ? {} : { repository }) });
        const artifact =
          listed.items.find((each) => each.digest === digest && each.repository === repository) ??
          (await show.mutateAsync({ reference: artifactReference(repository, digest) }));
        raiseIntent('artifact.delete', { artifacts: [artifact] });
      } catch (error) {
        showToast({ text: sentences.error(error).what });
      }
    },
  };
}

function NameCell({ row: { damage, artifact, isExpanded } }: Readonly<{ row: DamageRow }>) {
  const { t } = useTranslation('storage');
  if (artifact !== null)
    return (
      <span className={cx(css.name, css.nested)} title={artifact.digest}>
        <span className={text.clip}>{artifactWord(artifact)}</span>
      </span>
    );
  return (
    <span className={css.name} title={damage.digest}>
      <Twisty isExpanded={isExpanded} />
      <span className={text.mono}>{shortDigest(damage.digest)}</span>
      {damage.artifacts.length === 0 && <span className={text.muted}>{t('repair.unused')}</span>}
    </span>
  );
}
