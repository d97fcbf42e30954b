// Room renderer/ui: short notices, bottom right: one line and at most one action, six seconds, held while hovered or focused.
// The only file that knows React Aria's toast queue, which is not final yet. Never for errors that need a decision.
import { X } from 'lucide-react';
import {
  Button as AriaButton,
  UNSTABLE_Toast as AriaToast,
  Text,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { cx } from './cx.ts';
import { Sentence } from './sentence.tsx';
import css from './toast.module.css';

export interface ToastMessage {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const shownMs = 6000;
const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** Shows a notice. May be called from anywhere. What it returns takes the notice away before its time. */
export function showToast(message: ToastMessage): () => void {
  const key = queue.add(message, { timeout: shownMs });
  return () => queue.close(key);
}

/** Where notices appear; the frame has one. */
export function Toasts() {
  const { t } = useTranslation('words');
  return (
    <ToastRegion queue={queue} className={cx(css.region)} aria-label={t('frame.notices')}>
      {({ toast }) => (
        <AriaToast toast={toast} className={cx(css.toast)}>
          <ToastContent className={cx(css.content)}>
            <Text slot="title">
              <Sentence text={toast.content.text} />
            </Text>
          </ToastContent>
          {toast.content.action !== undefined && (
            <AriaButton
              className={cx(css.action)}
              onPress={() => {
                toast.content.action?.run();
                queue.close(toast.key);
              }}
            >
              {toast.content.action.label}
            </AriaButton>
          )}
          <AriaButton slot="close" className={cx(css.close)} aria-label={t('actions.dismiss')}>
            <X size={15} strokeWidth={1.9} aria-hidden />
          </AriaButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}
