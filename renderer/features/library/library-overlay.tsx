// Feature library: what of it is there on every page: the way here, and the answer to "delete these artifacts".
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { type Intents, useIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { DeleteDialog } from './delete-dialog.tsx';

export function LibraryOverlay() {
  const { t } = useTranslation('library');
  const [asked, setAsked] = useState<Intents['artifact.delete'] | null>(null);
  useIntent('artifact.delete', setAsked);
  useCommands([{ id: 'library.go', group: t('title'), label: t('go'), keys: 'g l', run: () => navigate(routeHref('library')) }]);
  const close = useCallback(() => setAsked(null), []);
  if (asked === null) return null;
  const { artifacts, onDeleted } = asked;
  return <DeleteDialog artifacts={artifacts} onClose={close} {...(onDeleted === undefined ? {} : { onDeleted })} />;
}
