// Feature registry: what is always there: its commands, and the answers to "pull", "push" and "sign in".
import { CloudDownload, CloudUpload, RadioTower } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { type Intents, useIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import { showToast } from '../../ui/toast.tsx';
import { PullDialog } from './pull-dialog.tsx';
import { PushDialog } from './push-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import { useLocalRegistry } from './use-local-registry.ts';

type Asked =
  | { readonly kind: 'pull'; readonly details: Intents['remote.pull'] }
  | { readonly kind: 'push'; readonly details: Intents['remote.push'] }
  | { readonly kind: 'sign-in'; readonly details: Intents['remote.sign-in'] };

export function RegistryOverlay() {
  const { t } = useTranslation('registry');
  const host = useCall('host.describe', {}).data;
  const isReadOnly = useIsReadOnly();
  const [asked, setAsked] = useState<Asked | null>(null);
  const remotes = useCall('remote.list', {}, { enabled: asked?.kind === 'push' });
  const { state, change, error } = useLocalRegistry();
  const sentences = useSentences();
  useIntent(
    'remote.pull',
    useCallback((details: Intents['remote.pull']) => setAsked({ kind: 'pull', details }), []),
  );
  useIntent(
    'remote.push',
    useCallback((details: Intents['remote.push']) => setAsked({ kind: 'push', details }), []),
  );
  useIntent(
    'remote.sign-in',
    useCallback((details: Intents['remote.sign-in']) => setAsked({ kind: 'sign-in', details }), []),
  );
  useEffect(() => {
    if (error !== null) showToast({ text: sentences.error(error).what });
    // Said once, in the language of that moment.
  }, [error]);
  const group = t('group');
  useCommands([
    { id: 'registry.go', group, label: t('go'), keys: 'g r', icon: RadioTower, run: () => navigate(routeHref('registry')) },
    {
      id: 'registry.switch',
      group,
      label: t(state?.on === true ? 'switchOff' : 'switchOn'),
      icon: RadioTower,
      isDisabled: state === undefined,
      run: () => change({ isOn: state?.on !== true }),
    },
    {
      id: 'remote.pull',
      group,
      label: t('pullDialog.open'),
      keys: 'p',
      icon: CloudDownload,
      isDisabled: isReadOnly,
      run: () => setAsked({ kind: 'pull', details: {} }),
    },
    {
      id: 'remote.push',
      group,
      label: t('pushDialog.open'),
      icon: CloudUpload,
      isDisabled: host?.storeExists !== true,
      run: () => setAsked({ kind: 'push', details: { references: [] } }),
    },
  ]);
  const close = (): void => setAsked(null);
  switch (asked?.kind) {
    case 'pull':
      return <PullDialog reference={asked.details.reference} registry={asked.details.registry} onClose={close} />;
    case 'push':
      // The list says where things can go, so the dialog waits for it.
      return remotes.isPending ? null : (
        <PushDialog
          key={asked.details.references.join('\n')}
          asked={asked.details.references}
          registry={asked.details.registry}
          remotes={remotes.data ?? []}
          onClose={close}
        />
      );
    case 'sign-in':
      return <SignInDialog registry={asked.details.registry} onClose={close} />;
    default:
      return null;
  }
}
