// Feature export: what of the artifacts goes along: platforms, referrers, and what to do where something is missing. It says what stays
// behind.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { sentenceGap } from '../../format/gap.ts';
import { familiarName } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Note } from '../../ui/note.tsx';
import css from './export.module.css';
import { type ExportChoice, incomplete, type PlatformOffer, referrersOf } from './export-choice.ts';

interface ExportContentProps {
  readonly choice: ExportChoice;
  readonly onChange: (part: Partial<ExportChoice>) => void;
  readonly details: readonly ArtifactDetail[];
  readonly offered: readonly PlatformOffer[];
  readonly isNonePlatform: boolean;
}

export function ExportContent({ choice, onChange, details, offered, isNonePlatform }: ExportContentProps) {
  const { t } = useTranslation('exporting');
  const format = useFormat();
  const missing = incomplete(details, choice);
  const counts = referrersOf(details);
  const referrers = [
    counts.signature > 0 && t('signatures', { count: counts.signature }),
    counts.sbom > 0 && t('sboms', { count: counts.sbom }),
    counts.attestation > 0 && t('attestations', { count: counts.attestation }),
    counts.other > 0 && t('others', { count: counts.other }),
  ].filter((part) => part !== false);
  const what = format.list(referrers);

  function toggle(platform: string, isOn: boolean): void {
    const without = new Set(choice.without);
    if (isOn) without.delete(platform);
    else without.add(platform);
    onChange({ without });
  }
  return (
    <>
      {offered.length > 1 && (
        <section className={css.part}>
          <h3 className={text.muted}>{t('platforms')}</h3>
          <div className={css.platforms}>
            {offered.map(({ platform, present }) => (
              <Checkbox key={platform} isOn={!choice.without.has(platform)} onChange={(isOn) => toggle(platform, isOn)}>
                {present ? platform : t('platformAbsent', { platform })}
              </Checkbox>
            ))}
          </div>
          <p className={cx(text.small, isNonePlatform ? css.bad : text.muted)}>
            {t(isNonePlatform ? 'platformsNone' : choice.without.size === 0 ? 'platformsAll' : 'platformsSome')}
          </p>
        </section>
      )}
      {missing.length > 0 && (
        <Note tone="warn">
          <p>
            {t('missing', {
              count: missing.length,
              names: format.list(missing.slice(0, 3).map(({ repository, tags, digest }) => nameOf(repository, tags, digest))),
            })}
          </p>
          <Checkbox isOn={choice.allowMissing} onChange={(allowMissing) => onChange({ allowMissing })}>
            {t('allowMissing')}
          </Checkbox>
        </Note>
      )}
      {details.length > 0 && (
        <section className={css.part}>
          {referrers.length === 0 ? (
            <p className={text.muted}>{t('referrersNone')}</p>
          ) : (
            <>
              <Checkbox isOn={choice.withReferrers} onChange={(withReferrers) => onChange({ withReferrers })}>
                {t('referrers')}
              </Checkbox>
              <p className={cx(text.small, text.muted, css.under)}>
                {t(choice.withReferrers ? 'takesAlong' : 'leavesBehind', { what })}
                {sentenceGap(format.language)}
                {choice.withReferrers && choice.profile === 'docker' && t('dockerReferrers')}
              </p>
            </>
          )}
        </section>
      )}
    </>
  );
}

function nameOf(repository: string | null, tags: readonly string[], digest: string): string {
  if (repository === null) return digest.slice(0, 19);
  return tags[0] === undefined ? familiarName(repository) : `${familiarName(repository)}:${tags[0]}`;
}
