// Room renderer/app: the title bar: back and forward, where one is, the command field, and Import. It is the handle of the desktop
// window, so its free room drags.
import { ArrowDownToLine, ArrowLeft, ArrowRight, Search } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useIsReadOnly } from '../host/use-read-only.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Keys } from '../ui/keys.tsx';
import { Pane } from '../ui/panes.tsx';
import css from './frame.module.css';
import { raiseIntent, useHasIntent } from './intents.ts';
import type { Route } from './router.ts';
import { features } from './routes.tsx';
import { useHistory } from './use-history.ts';

export function TitleBar({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('words');
  const canFind = useHasIntent('palette.open');
  const canImport = useHasIntent('import.choose');
  const isReadOnly = useIsReadOnly();
  const { canGoBack, canGoForward } = useHistory();
  const Crumbs = features.find(({ area }) => area === route.area)?.Crumbs;
  return (
    <Pane as="header" label={t('product')} className={cx(css.titleBar)}>
      <div className={css.brand}>
        <Mark />
        {t('product')}
      </div>
      <IconButton
        label={t('frame.back')}
        icon={ArrowLeft}
        keys="alt+ArrowLeft"
        isDisabled={!canGoBack}
        onPress={() => window.history.back()}
      />
      <IconButton
        label={t('frame.forward')}
        icon={ArrowRight}
        keys="alt+ArrowRight"
        isDisabled={!canGoForward}
        onPress={() => window.history.forward()}
      />
      <nav className={css.crumbs} aria-label={t('frame.breadcrumb')}>
        {Crumbs !== undefined && <Crumbs route={route} />}
      </nav>
      {canFind && (
        <AriaButton className={cx(css.find)} onPress={() => raiseIntent('palette.open', {})}>
          <Search size={15} strokeWidth={1.9} aria-hidden />
          <span className={css.findText}>{t('frame.find')}</span>
          <Keys keys="mod+k" />
        </AriaButton>
      )}
      {canImport && (
        <Button
          kind="primary"
          icon={ArrowDownToLine}
          isDisabled={isReadOnly}
          onPress={(event) => raiseIntent('import.choose', { kind: 'archives', withoutReview: event.shiftKey })}
        >
          {t('frame.import')}
        </Button>
      )}
    </Pane>
  );
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden>
      <rect x="1" y="2" width="11" height="4.6" rx="1.4" fill="var(--byte-unique)" />
      <rect x="13.4" y="2" width="5.6" height="4.6" rx="1.4" fill="var(--byte-shared)" />
      <rect x="1" y="7.9" width="5.6" height="4.6" rx="1.4" fill="var(--byte-shared)" />
      <rect x="8" y="7.9" width="11" height="4.6" rx="1.4" fill="var(--accent)" />
      <rect x="1" y="13.8" width="18" height="4.6" rx="1.4" fill="var(--accent)" />
    </svg>
  );
}
