// Room renderer/ui: modal dialogs. The frame (title, body, foot), focus and Escape are here; what it asks is the feature's.
// A dialog that destroys something focuses its Cancel button.
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import css from './dialog.module.css';

interface DialogProps {
  readonly title: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, right-aligned; the one that acts comes last. */
  readonly foot?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  /** `alertdialog` for what cannot be undone. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Said under the title. */
  readonly subtitle?: ReactNode;
  /** False keeps a click outside from closing it, for dialogs with work in them. */
  readonly isDismissable?: boolean;
}

export function Dialog({
  title,
  subtitle,
  isOpen,
  onClose,
  children,
  foot,
  size = 'small',
  role = 'dialog',
  isDismissable = true,
}: DialogProps) {
  const { t } = useTranslation('words');
  return (
    <ModalOverlay
      className={cx(css.scrim)}
      isOpen={isOpen}
      isDismissable={isDismissable}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={cx(css.modal, css[size])}>
        <AriaDialog className={cx(css.dialog)} role={role}>
          <header className={css.head}>
            <div className={css.titles}>
              <Heading slot="title" className={cx(css.title)}>
                {title}
              </Heading>
              {subtitle !== undefined && <div className={css.subtitle}>{subtitle}</div>}
            </div>
            <IconButton label={t('actions.close')} icon={X} onPress={onClose} />
          </header>
          <div className={css.body}>{children}</div>
          {foot !== undefined && <footer className={css.foot}>{foot}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
