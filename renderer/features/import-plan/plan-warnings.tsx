// Feature import-plan: remarks about the archives that stop nothing, folded away. Tags that move are told above and not again.
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ArchiveReport } from '../../../preload/contract/transfer-model.ts';
import { sentencesInRow } from '../../format/gap.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import { cx } from '../../ui/cx.ts';
import { Sentence } from '../../ui/sentence.tsx';
import css from './import-plan.module.css';

export function PlanWarnings({ archives }: Readonly<{ archives: readonly ArchiveReport[] }>) {
  const { t, i18n } = useTranslation('importing');
  const sentences = useSentences();
  const warnings = archives
    .flatMap((archive) => archive.warnings)
    .filter(({ code }) => code !== 'tag-moved' && code !== 'tag-kept');
  if (warnings.length === 0) return null;
  const lines = [
    ...new Set(
      warnings
        .map((warning) => sentences.warning(warning))
        .map(({ what, remedy }) => sentencesInRow(i18n.language, [what, remedy])),
    ),
  ];
  return (
    <Disclosure className={cx(css.warnings)}>
      <Heading level={3}>
        <AriaButton slot="trigger" className={cx(css.fold)}>
          {t('plan.warnings', { count: lines.length })}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <ul className={css.warningList}>
          {lines.map((line) => (
            <li key={line}>
              <Sentence text={line} />
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}
