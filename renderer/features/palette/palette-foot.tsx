// Feature palette: what else can be typed or pressed.

import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import css from './palette.module.css';

interface PaletteFootProps {
  readonly hasActions: boolean;
  readonly isInActions: boolean;
  readonly onType: (query: string) => void;
}

export function PaletteFoot({ hasActions, isInActions, onType }: PaletteFootProps) {
  const { t } = useTranslation('palette');
  return (
    <div className={css.foot}>
      <Button className={cx(css.hint)} excludeFromTabOrder onPress={() => onType('>')}>
        <Keys keys=">" />
        {t('hintCommands')}
      </Button>
      <Button className={cx(css.hint)} excludeFromTabOrder onPress={() => onType('@')}>
        <Keys keys="@" />
        {t('hintDigest')}
      </Button>
      <span className={text.grow} />
      {hasActions && (
        <span className={css.hint}>
          <Keys keys="Tab" />
          {t('hintActions')}
        </span>
      )}
      {isInActions && (
        <span className={css.hint}>
          <Keys keys="shift+Tab" />
          {t('hintBack')}
        </span>
      )}
    </div>
  );
}
