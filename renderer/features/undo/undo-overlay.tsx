// Feature undo: its command, which asks first, since the deletion may be long ago; and the answer to a notice's Undo, which acts at
// once where nothing else was changed meanwhile.
import { Undo2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UndoOffer } from '../../../preload/contract/upkeep-model.ts';
import { useCommands } from '../../app/commands.ts';
import { type Intents, useIntent } from '../../app/intents.ts';
import { HostFailure, valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { useUndoWords } from './use-undo-words.ts';

interface Asked {
  /** Null where there is nothing to undo, or it went wrong: `error` says why. */
  readonly offer: UndoOffer | null;
  readonly error: unknown;
  /** The user meant another change than the one that is offered. */
  readonly isOther: boolean;
}

export function UndoOverlay() {
  const { t } = useTranslation('undo');
  const { client } = useHost();
  const words = useUndoWords();
  const offer = useCall('undo.show', {}).data ?? null;
  const isReadOnly = useIsReadOnly();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { sayDone } = words;
  const answer = useCallback(
    async ({ isIt }: Intents['undo.run']) => {
      try {
        const last = valueOf(await client.call('undo.show', {}));
        if (last !== null && !isIt(last)) setAsked({ offer: last, error: null, isOther: true });
        else sayDone(valueOf(await client.call('undo.run', {})));
      } catch (error) {
        setAsked({ offer: null, error, isOther: false });
      }
    },
    [client, sayDone],
  );
  useIntent(
    'undo.run',
    useCallback((details) => void answer(details), [answer]),
  );
  useCommands([
    {
      id: 'undo.run',
      group: t('group'),
      label: offer === null ? t('command') : t('commandWhat', { what: words.what(offer) }),
      keys: 'mod+z',
      icon: Undo2,
      isDisabled: offer === null || isReadOnly,
      run: () => setAsked({ offer, error: null, isOther: false }),
    },
  ]);
  if (asked === null) return null;
  const close = (): void => setAsked(null);
  const error =
    asked.offer === null ? (asked.error ?? new HostFailure({ code: 'nothing-to-undo', params: { store: '' } })) : null;
  return <UndoDialog offer={asked.offer} isOther={asked.isOther} error={error} onDone={words.sayDone} onClose={close} />;
}
