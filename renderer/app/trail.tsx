// Room renderer/app: the trail in the title bar, which features fill with their own steps.
import { ChevronRight } from 'lucide-react';
import { Children, Fragment, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './frame.module.css';

/** The steps of a trail; the last one is where one is. */
export function Trail({ children }: Readonly<{ children: ReactNode }>) {
  const steps = Children.toArray(children);
  return (
    <>
      {steps.map((step, index) => (
        // A trail is a sequence: places are its identity.
        <Fragment key={index}>
          {index > 0 && <ChevronRight size={13} strokeWidth={2.1} aria-hidden />}
          {step}
        </Fragment>
      ))}
    </>
  );
}

interface CrumbProps {
  readonly href?: string;
  readonly children: ReactNode;
}

/** One step: a link, or without `href` the page one is on, which also names the window. */
export function Crumb({ href, children }: CrumbProps) {
  return href === undefined ? (
    <Here>{children}</Here>
  ) : (
    <a className={css.crumb} href={href}>
      {children}
    </a>
  );
}

function Here({ children }: Readonly<{ children: ReactNode }>) {
  const { t } = useTranslation('words');
  const step = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${step.current?.textContent ?? ''} – ${t('product')}`;
  });
  return (
    <b ref={step} className={css.crumbHere} aria-current="page">
      {children}
    </b>
  );
}
