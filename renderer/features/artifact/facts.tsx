// Feature artifact: values by name, and a digest as every tab writes one: short, whole in its tooltip and when copied.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shortDigest } from '../../format/names.ts';
import text from '../../styles/text.module.css';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import css from './artifact.module.css';

export function Facts({ children }: Readonly<{ children: ReactNode }>) {
  return <dl className={css.facts}>{children}</dl>;
}

export function Fact({ label, children }: Readonly<{ label: string; children: ReactNode }>) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** `href` makes it a link. */
export function DigestText({ digest, href, length = 12 }: Readonly<{ digest: string; href?: string; length?: number }>) {
  const { t } = useTranslation('artifact');
  const shown = `${digest.split(':')[0]}:${shortDigest(digest, length)}…`;
  return (
    <span className={css.pair} title={digest}>
      {href === undefined ? (
        <span className={cx(text.mono, text.clip)}>{shown}</span>
      ) : (
        <a className={cx(text.mono, text.clip)} href={href}>
          {shown}
        </a>
      )}
      <CopyButton text={digest} label={t('act.copyDigest')} />
    </span>
  );
}
