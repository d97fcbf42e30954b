// Feature registry: its line in the sidebar, with whether the local registry is on, and its trail.
import { useTranslation } from 'react-i18next';
import { Crumb, Trail } from '../../app/trail.tsx';
import { useCall } from '../../host/use-call.ts';
import { cx } from '../../ui/cx.ts';
import css from './registry.module.css';

export function RegistryLabel() {
  const { t } = useTranslation('registry');
  return t('title');
}

export function RegistryCrumbs() {
  const { t } = useTranslation('registry');
  return (
    <Trail>
      <Crumb>{t('title')}</Crumb>
    </Trail>
  );
}

export function RegistryFigure() {
  const { t } = useTranslation('registry');
  const state = useCall('registry.show', {}).data;
  if (state === undefined) return null;
  return (
    <>
      <span className={cx(css.dot, !state.on && css.dotOff)} aria-hidden />
      {t(state.on ? 'on' : 'off')}
    </>
  );
}
