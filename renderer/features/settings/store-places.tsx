// Feature settings: where stores are: moving the open one, the others, and what is locked in it.
import { ArrowLeftRight, FolderOpen, Lock, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { raiseIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { StoreList } from '../stores/index.ts';
import { SettingGroup, SettingRow } from './setting-row.tsx';
import css from './settings.module.css';

export function StorePlaces({ canMove }: Readonly<{ canMove: boolean }>) {
  const { t } = useTranslation('stores');
  return (
    <>
      <SettingGroup>
        <SettingRow name={t('moveRow')} description={t('moveRowText')}>
          <Button icon={ArrowLeftRight} isDisabled={!canMove} onPress={() => raiseIntent('store.choose', { act: 'move' })}>
            {t('move')}
          </Button>
        </SettingRow>
        <SettingRow name={t('locksRow')} description={t('locksRowText')}>
          <Button icon={Lock} onPress={() => navigate(routeHref('locks'))}>
            {t('locksOpen')}
          </Button>
        </SettingRow>
      </SettingGroup>
      <SettingGroup>
        <div className={css.wide}>
          <div className={text.row}>
            <div className={text.grow}>
              <h3 className={css.name}>{t('list.title')}</h3>
              <p className={cx(text.muted, text.small)}>{t('list.text')}</p>
            </div>
            <Button icon={FolderOpen} onPress={() => raiseIntent('store.choose', { act: 'open' })}>
              {t('openOther')}
            </Button>
            <Button icon={Plus} onPress={() => raiseIntent('store.choose', { act: 'create' })}>
              {t('create')}
            </Button>
          </div>
          <StoreList />
        </div>
      </SettingGroup>
    </>
  );
}
