// Feature palette: opens it, by key or by whoever asks. Never over a dialog that waits for an answer.
import { Search } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { useIntent } from '../../app/intents.ts';
import { isOverlayOpen } from '../../app/shortcuts.ts';
import { PaletteDialog } from './palette-dialog.tsx';

export function PaletteOverlay() {
  const { t } = useTranslation('palette');
  const [query, setQuery] = useState<string | null>(null);
  const open = useCallback(({ query: asked = '' }: { readonly query?: string }) => {
    if (!isOverlayOpen()) setQuery(asked);
  }, []);
  useIntent('palette.open', open);
  useCommands([
    { id: 'palette.open', group: t('group'), label: t('open'), keys: 'mod+k', icon: Search, isHidden: true, run: () => open({}) },
  ]);
  return query === null ? null : <PaletteDialog initialQuery={query} onClose={() => setQuery(null)} />;
}
