// Feature stores: says above every page that nothing can be changed, and why: the store is open for looking only.
import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { LinkButton } from '../../ui/button.tsx';
import css from './stores.module.css';
import { useSwitchStore } from './use-switch-store.ts';

export function ReadOnlyBanner() {
  const { t } = useTranslation('stores');
  const current = useCall('store.list', {}).data?.find((store) => store.current);
  const switchTo = useSwitchStore();
  if (!useIsReadOnly()) return null;
  return (
    <div className={css.banner} role="status">
      <Eye size={16} strokeWidth={1.9} aria-hidden />
      <span className={text.grow}>{t('banner')}</span>
      {current?.readOnly === true && (
        <LinkButton onPress={() => void switchTo({ path: current.path, readOnly: false })}>{t('openForWriting')}</LinkButton>
      )}
    </div>
  );
}
