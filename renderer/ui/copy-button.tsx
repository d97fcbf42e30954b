// Room renderer/ui: copies a whole value, whatever part of it is shown, and says so.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import css from './copy-button.module.css';
import { cx } from './cx.ts';

const confirmedMs = 1600;

export function CopyButton({ text, label }: Readonly<{ text: string; label: string }>) {
  const { t } = useTranslation('words');
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), confirmedMs);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <>
      <IconButton
        size="small"
        icon={done ? Check : Copy}
        label={done ? t('actions.copied') : label}
        onPress={() => {
          void copyText(text).then(() => setDone(true));
        }}
      />
      <span className={css.spoken} role="status">
        {done ? t('actions.copied') : ''}
      </span>
    </>
  );
}

/** Puts a text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The desktop window denies every permission, this one too; copying a selection needs none.
    copySelection(text);
  }
}

/** Selects the text in a field of its own, beside what has the focus so that a dialog does not take it back. */
function copySelection(text: string): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : document.body;
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  (focused.parentElement ?? document.body).append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  focused.focus();
}

/** A value in a well, with its copy button. Where it does not fit, `clip` says which end is left out. */
export function CopyField({ text, label, clip = 'end' }: Readonly<{ text: string; label: string; clip?: 'start' | 'end' }>) {
  return (
    <div className={css.field} title={text}>
      <span className={cx(css.value, clip === 'start' && css.clipStart)}>
        <bdi>{text}</bdi>
      </span>
      <CopyButton text={text} label={label} />
    </div>
  );
}
