// Room renderer/ui: draws keys as caps, named as the keyboard of this machine names them.
import { useTranslation } from 'react-i18next';
import { cx } from './cx.ts';
import css from './keys.module.css';

const apple = /mac/i.test(navigator.platform);

/** `keys` in the form commands use: `mod+k`, `shift+c`, `g l`, `Enter`. */
export function Keys({ keys, bare = false }: Readonly<{ keys: string; bare?: boolean }>) {
  const { t } = useTranslation('words');
  const names: Readonly<Record<string, string>> = {
    mod: apple ? '⌘' : t('keys.control'),
    shift: apple ? '⇧' : t('keys.shift'),
    alt: apple ? '⌥' : t('keys.alt'),
    Space: t('keys.space'),
    Enter: t('keys.enter'),
    Escape: t('keys.escape'),
    Delete: t('keys.delete'),
    Backspace: t('keys.backspace'),
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  const chords = keys.split(' ').map((chord) =>
    chord
      .split('+')
      .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
      .join(' '),
  );
  return <kbd className={cx(css.keys, bare && css.bare)}>{chords.join(' ')}</kbd>;
}
