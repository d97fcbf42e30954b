// Room renderer/ui: words in place: a note, the note of a failure with its details folded away, and the page of a list that is empty.
import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { sentencesInRow } from '../format/gap.ts';
import { failureOf, HostLost } from '../host/host-failure.ts';
import { useSentences } from '../i18n/use-sentences.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';
import css from './note.module.css';
import { Sentence } from './sentence.tsx';

export type NoteTone = 'plain' | 'warn' | 'danger' | 'ok';

const icons: Readonly<Record<NoteTone, LucideIcon>> = { plain: Info, warn: TriangleAlert, danger: CircleAlert, ok: Info };

interface NoteProps {
  readonly tone?: NoteTone;
  /** Instead of the one of its tone. */
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

export function Note({ tone = 'plain', icon, children }: NoteProps) {
  const Icon = icon ?? icons[tone];
  return (
    <div className={cx(css.note, css[tone])}>
      <Icon size={16} strokeWidth={1.9} aria-hidden />
      <div className={css.text}>{children}</div>
    </div>
  );
}

interface ErrorNoteProps {
  /** Anything a query or act threw. */
  readonly error: unknown;
  /** What it means for the user's data. */
  readonly effect?: string;
  readonly onRetry?: () => void;
  /** What helps better than to ask again. */
  readonly onHelp?: { readonly label: string; readonly run: () => void };
}

/** What went wrong, what it means, what to do, and the code and details to pass on. */
export function ErrorNote({ error, effect = '', onRetry, onHelp }: ErrorNoteProps) {
  const { t, i18n } = useTranslation('words');
  const { what, remedy } = useSentences().error(error);
  const failure = failureOf(error);
  const details = JSON.stringify(failure, null, 2);
  const act = onHelp ?? (onRetry === undefined ? undefined : { label: t('actions.retry'), run: onRetry });
  return (
    <div className={cx(css.note, css.danger)} role="alert">
      <CircleAlert size={16} strokeWidth={1.9} aria-hidden />
      <div className={css.text}>
        <p className={css.what}>
          <Sentence text={what} />
        </p>
        {effect + remedy !== '' && (
          <p>
            <Sentence text={sentencesInRow(i18n.language, [effect, remedy])} />
          </p>
        )}
        {!(error instanceof HostLost) && (
          <Disclosure className={cx(css.details)}>
            <Heading level={3}>
              <AriaButton slot="trigger" className={cx(css.fold)}>
                {t('error.details')}
              </AriaButton>
            </Heading>
            <DisclosurePanel>
              <div className={css.code}>
                <pre>{details}</pre>
                <CopyButton text={details} label={t('actions.copy')} />
              </div>
            </DisclosurePanel>
          </Disclosure>
        )}
        {act !== undefined && (
          <div className={css.retry}>
            <Button size="small" onPress={act.run}>
              {act.label}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

interface EmptyStateProps {
  readonly title: string;
  readonly icon?: LucideIcon;
  readonly children?: ReactNode;
  /** Buttons: what to do about it. */
  readonly actions?: ReactNode;
}

export function EmptyState({ title, icon: Icon, children, actions }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      {Icon !== undefined && (
        <span className={css.emptyIcon}>
          <Icon size={22} strokeWidth={1.7} aria-hidden />
        </span>
      )}
      <p className={css.emptyTitle}>{title}</p>
      {children !== undefined && <p className={css.emptyText}>{children}</p>}
      {actions !== undefined && <div className={css.emptyActions}>{actions}</div>}
    </div>
  );
}
