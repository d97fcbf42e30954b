// Feature registry: asks where to push artifacts: which registry, and under which names there. What would be sent is shown first;
// the push itself is a job in Transfers.
import { ArrowRight, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteRegistry } from '../../../preload/contract/registry-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { digestAddress, familiarName, shortDigest } from '../../format/names.ts';
import { useAct } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/field.tsx';
import { Note } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { showToast } from '../../ui/toast.tsx';
import { ArtifactSearch } from '../export/index.ts';
import css from './fields.module.css';
import { destinationOf, firstRegistry, isNameless, suggestedPath } from './push-choice.ts';
import { TransferDialog } from './transfer-dialog.tsx';
import { planOfPush } from './transfer-plan.ts';
import { useDryRun } from './use-dry-run.ts';

interface PushDialogProps {
  /** Full references; none lets the user choose. */
  readonly asked: readonly string[];
  readonly registry: string | undefined;
  readonly remotes: readonly RemoteRegistry[];
  readonly onClose: () => void;
}

/** Stands for a registry that is typed; no registry is empty. */
const otherRegistry = '';

export function PushDialog({ asked, registry, remotes, onClose }: PushDialogProps) {
  const { t } = useTranslation('registry');
  const known = remotes.map((remote) => remote.registry);
  const first = firstRegistry(known, registry, asked[0]);
  const [references, setReferences] = useState(asked);
  const [chosen, setChosen] = useState(known.includes(first) ? first : otherRegistry);
  const [typed, setTyped] = useState(first);
  /** As typed; null: as suggested. */
  const [path, setPath] = useState<string | null>(null);
  const [prefix, setPrefix] = useState('');
  const push = useAct('remote.push');
  const { report, ...preview } = useDryRun('remote.push');
  const place = chosen === otherRegistry ? typed : chosen;
  const only = references.length === 1 ? references[0] : undefined;
  const onlyPath = path ?? (only === undefined ? '' : suggestedPath(only, place));
  const pushed = references.map((reference) => ({
    reference,
    destination: destinationOf(place, only === undefined ? suggestedPath(reference, place, prefix) : onlyPath),
  }));
  const destinations = pushed.flatMap(({ destination }) => destination ?? []);
  const isReady = pushed.length > 0 && destinations.length === pushed.length;
  const input = { references: [...references], destinations };

  const ask = (): void => {
    if (isReady && !preview.isPending) preview.ask(input);
  };
  const act = (): void => {
    if (push.isPending) return;
    push.mutate(input, {
      onSuccess: ({ job }) => {
        onClose();
        showToast({
          text:
            only === undefined
              ? t('pushDialog.startedSome', { count: references.length })
              : t('pushDialog.started', { name: referenceName(only) }),
          action: { label: t('pushDialog.show'), run: () => navigate(routeHref('transfers', job)) },
        });
      },
    });
  };
  return (
    <TransferDialog
      way="push"
      // Several stand beside where each goes.
      size={asked.length > 1 ? 'large' : 'medium'}
      canPreview={isReady}
      isAsking={preview.isPending}
      plan={report === undefined ? null : planOfPush(report)}
      isOutdated={preview.isOutdated}
      isActing={push.isPending}
      error={preview.error ?? push.error}
      onPreview={ask}
      onBack={() => {
        preview.forget();
        push.reset();
      }}
      onAct={act}
      onClose={onClose}
    >
      <section className={css.stackTight} aria-label={t('pushDialog.artifacts')}>
        {pushed.length > 0 && (
          <ul className={css.pushed}>
            {pushed.map(({ reference, destination }) => (
              <li key={reference}>
                <span className={cx(text.mono, css.pushedName)} title={reference}>
                  <bdi>{referenceName(reference)}</bdi>
                </span>
                {only === undefined && (
                  <>
                    <ArrowRight size={14} strokeWidth={2} aria-hidden />
                    <span className={cx(text.mono, text.muted, css.pushedName)} title={destination ?? ''}>
                      <bdi>{destination ?? '–'}</bdi>
                    </span>
                  </>
                )}
                <IconButton
                  size="small"
                  icon={X}
                  label={t('pushDialog.remove', { name: referenceName(reference) })}
                  onPress={() => {
                    setReferences(references.filter((each) => each !== reference));
                    setPath(null);
                  }}
                />
              </li>
            ))}
          </ul>
        )}
        <ArtifactSearch
          isFirst={references.length === 0}
          label={t('pushDialog.add')}
          placeholder={t('pushDialog.addPlaceholder')}
          onAdd={(reference) => {
            if (references.includes(reference)) return;
            setReferences([...references, reference]);
            setPath(null);
          }}
        />
      </section>
      <div className={css.two}>
        <Select
          label={t('pushDialog.registry')}
          value={chosen}
          onChange={(next) => {
            setChosen(next);
            preview.forget();
          }}
          options={[
            ...remotes.map((remote) => ({
              value: remote.registry,
              label: remote.name,
              ...(remote.name === remote.registry ? {} : { detail: remote.registry }),
            })),
            { value: otherRegistry, label: t('pushDialog.other') },
          ]}
        />
        {chosen === otherRegistry && (
          <TextField
            label={t('pushDialog.address')}
            value={typed}
            onChange={setTyped}
            placeholder={t('remoteDialog.addressPlaceholder')}
            isMono
          />
        )}
      </div>
      {only === undefined ? (
        references.length > 1 && (
          <TextField
            label={t('pushDialog.prefix')}
            value={prefix}
            onChange={setPrefix}
            hint={t('pushDialog.prefixHint')}
            isMono
            onEnter={ask}
          />
        )
      ) : (
        <TextField
          label={t('pushDialog.path')}
          value={onlyPath}
          onChange={setPath}
          hint={t('pushDialog.pathHint')}
          isMono
          autoFocus={asked.length === 1}
          onEnter={ask}
        />
      )}
      {only === undefined && references.some(isNameless) && <Note tone="warn">{t('pushDialog.nameless')}</Note>}
    </TransferDialog>
  );
}

/** In the form people type; a digest by its beginning. */
function referenceName(reference: string): string {
  if (isNameless(reference)) return shortDigest(reference);
  const [name = '', digest] = reference.split('@');
  return digest === undefined ? familiarName(name) : digestAddress(name, shortDigest(digest));
}
