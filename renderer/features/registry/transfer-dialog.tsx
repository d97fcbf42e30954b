// Feature registry: the two steps of a pull and of a push: what is asked for, then what it would do. Only the button that says how
// much acts. A registry that asks for a password is signed in to on the way.
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { failureOf } from '../../host/host-failure.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import css from './fields.module.css';
import { PlanView } from './plan-view.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import type { TransferPlan } from './transfer-plan.ts';

interface TransferDialogProps {
  readonly way: 'pull' | 'push';
  readonly size?: 'medium' | 'large';
  /** What is asked for. */
  readonly children: ReactNode;
  readonly canPreview: boolean;
  readonly isAsking: boolean;
  /** Null until the registry has been asked. */
  readonly plan: TransferPlan | null;
  readonly isOutdated: boolean;
  readonly freeBytes?: number | undefined;
  /** True while it begins. */
  readonly isActing: boolean;
  readonly error: unknown;
  readonly onPreview: () => void;
  readonly onBack: () => void;
  readonly onAct: () => void;
  readonly onClose: () => void;
}

export function TransferDialog(props: TransferDialogProps) {
  const { way, size = 'medium', children, isAsking, plan, isOutdated, freeBytes, error, onPreview, onBack, onClose } = props;
  const { t } = useTranslation('registry');
  const { t: words } = useTranslation('words');
  const [signingIn, setSigningIn] = useState<string | null>(null);
  const [isBack, setBack] = useState(false);
  const failure = error === null ? null : failureOf(error);
  const signIn =
    failure?.code === 'remote-sign-in' ? { label: t('remotes.signIn'), run: () => setSigningIn(failure.params.registry) } : null;
  return (
    <>
      <Dialog
        isOpen
        size={size}
        isDismissable={false}
        title={t(`${way}Dialog.title`)}
        subtitle={t(plan === null ? `${way}Dialog.note` : `plan.${way}.written`)}
        onClose={onClose}
        foot={
          <>
            {plan !== null && (
              <Button
                onPress={() => {
                  setBack(true);
                  onBack();
                }}
              >
                {t('plan.back')}
              </Button>
            )}
            <span className={css.asking} role="status">
              {isAsking && t('plan.asking')}
            </span>
            {plan?.isNothing === true && !isOutdated ? (
              <Button key="close" autoFocus onPress={onClose}>
                {words('actions.close')}
              </Button>
            ) : (
              <>
                <Button onPress={onClose}>{words('actions.cancel')}</Button>
                <Act {...props} isBack={isBack} />
              </>
            )}
          </>
        }
      >
        <div hidden={plan !== null}>
          <div className={css.stack}>{children}</div>
        </div>
        <div className={css.stack}>
          {plan !== null && <PlanView way={way} plan={plan} isOutdated={isOutdated} freeBytes={freeBytes} />}
          {failure !== null && (
            <div className={css.failure}>
              <ErrorNote error={error} effect={t(`${way}Dialog.failed`)} {...(signIn === null ? {} : { onHelp: signIn })} />
            </div>
          )}
        </div>
      </Dialog>
      {signingIn !== null && <SignInDialog registry={signingIn} onSignedIn={onPreview} onClose={() => setSigningIn(null)} />}
    </>
  );
}

function Act({
  isBack,
  way,
  canPreview,
  isAsking,
  plan,
  isOutdated,
  freeBytes,
  isActing,
  onPreview,
  onAct,
}: TransferDialogProps & Readonly<{ isBack: boolean }>) {
  const { t } = useTranslation('registry');
  const format = useFormat();
  if (plan === null || isOutdated)
    return (
      <Button
        key="preview"
        kind="primary"
        // The button that had the focus is gone.
        autoFocus={isOutdated || isBack}
        isDisabled={!canPreview || isAsking || isActing}
        onPress={onPreview}
      >
        {t(plan === null ? 'plan.preview' : 'plan.again')}
      </Button>
    );
  return (
    <Button
      key="act"
      kind="primary"
      autoFocus
      isDisabled={isActing || (freeBytes !== undefined && plan.newBytes > freeBytes)}
      onPress={onAct}
    >
      {plan.newBytes === 0 ? t(`${way}Dialog.act`) : t(`${way}Dialog.actSize`, { size: format.bytes(plan.newBytes) })}
    </Button>
  );
}
