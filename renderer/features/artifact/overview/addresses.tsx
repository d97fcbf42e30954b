// Feature artifact: the addresses of the artifact, by tag and by digest, and what to type into each client to get it.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { digestAddress, tagAddress } from '../../../format/names.ts';
import text from '../../../styles/text.module.css';
import { Segments } from '../../../ui/choice.tsx';
import { CopyButton, CopyField } from '../../../ui/copy-button.tsx';
import { cx } from '../../../ui/cx.ts';
import { useViewState } from '../../../ui/view-state.ts';
import { type Client, clientsFor, commandsFor } from './client-commands.ts';
import css from './overview.module.css';
import { Section } from './section.tsx';

export function Addresses({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const { repository, digest, tags } = artifact;
  return (
    <Section title={t('overview.addresses')}>
      <div className={css.addresses}>
        {repository !== null && tags.length > 0 && (
          <>
            <span className={text.muted}>{t('overview.byTag')}</span>
            <div className={css.stack}>
              {tags.slice(0, 3).map((tag) => (
                <CopyField
                  key={tag}
                  text={tagAddress(repository, tag)}
                  label={t('act.copyAddress', { address: tagAddress(repository, tag) })}
                />
              ))}
              {tags.length > 3 && <span className={cx(text.muted, text.small)}>{t('moreTags', { count: tags.length - 3 })}</span>}
            </div>
          </>
        )}
        <span className={text.muted}>{t('overview.byDigest')}</span>
        <CopyField text={digestAddress(repository, digest)} label={t('act.copyDigestAddress')} />
      </div>
      <Clients artifact={artifact} />
    </Section>
  );
}

function Clients({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const clients = clientsFor(artifact);
  const [chosen, setChosen] = useViewState<Client>('artifact.client', 'docker');
  const client = clients.find((each) => each === chosen) ?? clients[0];
  if (client === undefined) return null;
  return (
    <div className={css.clients}>
      <Segments
        label={t('overview.client')}
        value={client}
        onChange={setChosen}
        options={clients.map((value) => ({ value, label: value }))}
      />
      <ol className={css.commands}>
        {commandsFor(artifact, client).map(({ step, text: command }) => (
          <li key={step}>
            <span className={cx(text.muted, text.small)}>{t(`step.${step}`)}</span>
            <div className={css.command}>
              <code>{command}</code>
              <CopyButton text={command} label={t('act.copyCommand')} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
