// Feature help: opens by its key or for whoever asks. It lists the commands of the screen it lies over, and the keys of lists, which no
// command stands for.
import { Keyboard } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommandList, useCommands } from '../../app/commands.ts';
import { useIntent } from '../../app/intents.ts';
import { routeHref } from '../../app/router.ts';
import { useSettings } from '../../host/use-settings.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';
import { Note } from '../../ui/note.tsx';
import css from './help.module.css';

interface HelpLine {
  readonly id: string;
  readonly label: string;
  /** Alternatives, each a chord or a sequence. */
  readonly keys: readonly string[];
}

export function HelpOverlay() {
  const { t } = useTranslation('help');
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  useIntent('help.open', open);
  useCommands([{ id: 'help.open', group: t('group'), label: t('open'), keys: '?', icon: Keyboard, run: open }]);
  return isOpen ? <HelpDialog onClose={() => setOpen(false)} /> : null;
}

function HelpDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation('help');
  const { singleKeys } = useSettings();
  const groups = useHelpGroups();
  return (
    <Dialog isOpen size="large" title={t('title')} subtitle={t('subtitle')} onClose={onClose}>
      {!singleKeys && (
        <Note>
          {t('singleOff')} <a href={routeHref('settings', 'general')}>{t('singleOffLink')}</a>
        </Note>
      )}
      <div className={css.groups}>
        {groups.map(([title, lines]) => (
          <section key={title} className={css.group}>
            <h3 className={css.title}>{title}</h3>
            <dl>
              {lines.map((line) => (
                <div key={line.id} className={css.line}>
                  <dt>{line.label}</dt>
                  <dd>
                    {line.keys.map((keys) => (
                      <Keys key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function useHelpGroups(): readonly (readonly [title: string, lines: readonly HelpLine[]])[] {
  const { t } = useTranslation('help');
  const commands = useCommandList();
  const byGroup = new Map<string, HelpLine[]>();
  for (const { id, group, label, keys, isHidden = false } of commands.toReversed()) {
    // Those hidden from the palette are in the lines below, or the palette itself.
    if (keys === undefined || (isHidden && id !== 'palette.open')) continue;
    byGroup.set(group, [...(byGroup.get(group) ?? []), { id, label, keys: [keys] }]);
  }
  const everywhere: readonly HelpLine[] = [
    { id: 'panes', label: t('panes'), keys: ['F6', 'shift+F6'] },
    { id: 'back', label: t('back'), keys: ['alt+ArrowLeft', 'alt+ArrowRight'] },
    { id: 'escape', label: t('escape'), keys: ['Escape'] },
  ];
  const lists: readonly HelpLine[] = [
    { id: 'move', label: t('move'), keys: ['ArrowUp', 'ArrowDown'] },
    { id: 'ends', label: t('ends'), keys: ['Home', 'End'] },
    { id: 'pages', label: t('pages'), keys: ['PgUp', 'PgDn'] },
    { id: 'fold', label: t('fold'), keys: ['ArrowLeft', 'ArrowRight'] },
    { id: 'openRow', label: t('openRow'), keys: ['Enter'] },
    { id: 'toggle', label: t('toggle'), keys: ['Space'] },
    { id: 'extend', label: t('extend'), keys: ['shift+ArrowUp', 'shift+ArrowDown'] },
    { id: 'selectAll', label: t('selectAll'), keys: ['mod+a'] },
    { id: 'toggleRow', label: t('toggleRow'), keys: ['x'] },
    { id: 'menu', label: t('menu'), keys: ['shift+F10'] },
  ];
  return [...byGroup, [t('everywhere'), everywhere], [t('lists'), lists]];
}
