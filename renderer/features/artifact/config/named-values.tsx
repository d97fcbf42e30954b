// Feature artifact: names with their values, one per line, each with its copy button. What looks like a secret is hidden until shown;
// copying it does not show it.
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import text from '../../../styles/text.module.css';
import { IconButton } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { cx } from '../../../ui/cx.ts';
import css from './config.module.css';
import { looksSecret } from './secret-names.ts';

interface NamedValuesProps {
  readonly values: readonly { readonly name: string; readonly value: string; readonly whole: string }[];
}

const mask = '••••••••';

export function NamedValues({ values }: NamedValuesProps) {
  const { t } = useTranslation('artifact');
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  return (
    <ul className={css.values}>
      {values.map(({ name, value, whole }) => {
        const isSecret = looksSecret(name, value);
        const isShown = !isSecret || shown.has(name);
        return (
          <li key={whole}>
            <span className={cx(text.mono, text.clip, css.valueName)} title={name}>
              {name}
            </span>
            <span className={cx(text.mono, isShown && text.selectable, css.value, !isShown && text.muted)}>
              {isShown ? value : mask}
            </span>
            {isSecret && (
              <IconButton
                size="small"
                icon={isShown ? EyeOff : Eye}
                label={t(isShown ? 'config.hide' : 'config.show', { name })}
                onPress={() =>
                  setShown((now) => {
                    const next = new Set(now);
                    if (!next.delete(name)) next.add(name);
                    return next;
                  })
                }
              />
            )}
            <CopyButton text={whole} label={t('config.copyLine', { name })} />
          </li>
        );
      })}
    </ul>
  );
}

/** `NAME=value` in two; a line without a sign is a name. */
export function splitEnv(line: string): { readonly name: string; readonly value: string; readonly whole: string } {
  const at = line.indexOf('=');
  return at < 0 ? { name: line, value: '', whole: line } : { name: line.slice(0, at), value: line.slice(at + 1), whole: line };
}
