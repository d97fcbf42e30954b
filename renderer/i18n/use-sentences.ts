// Room renderer/i18n: the sentence of a failure or warning in the chosen language, with sizes in the chosen units.
import { useTranslation } from 'react-i18next';
import type { Failure, Warning } from '../../preload/contract/failure.ts';
import { failureSentence, type Sentence, warningSentence } from '../../preload/contract/sentences.ts';
import { failureSentenceZhHant, warningSentenceZhHant } from '../../preload/contract/sentences-zh-hant.ts';
import { useFormat } from '../format/use-format.ts';
import { failureOf, HostLost, SessionEnded } from '../host/host-failure.ts';

interface Sentences {
  readonly failure: (failure: Failure) => Sentence;
  readonly warning: (warning: Warning) => Sentence;
  /** Of anything a query or an act threw. */
  readonly error: (error: unknown) => Sentence;
}

export function useSentences(): Sentences {
  const format = useFormat();
  const { t } = useTranslation('words');
  const chinese = format.language === 'zh-Hant';
  const failure = (coded: Failure): Sentence => (chinese ? failureSentenceZhHant : failureSentence)(coded, format);
  return {
    failure,
    warning: (coded) => (chinese ? warningSentenceZhHant : warningSentence)(coded, format),
    error: (error) => {
      if (error instanceof SessionEnded) return { what: t('error.sessionEnded'), remedy: t('error.sessionEndedRemedy') };
      if (error instanceof HostLost) return { what: t('error.hostLost'), remedy: t('error.hostLostRemedy') };
      return failure(failureOf(error));
    },
  };
}
