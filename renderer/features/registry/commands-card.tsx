// Feature registry: what to type into each client, for one artifact of the store as an example.
import { ChevronDown } from 'lucide-react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { digestAddress, shortDigest, tagAddress } from '../../format/names.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { useSettings } from '../../host/use-settings.ts';
import text from '../../styles/text.module.css';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { ArtifactSearch } from '../export/index.ts';
import {
  type Client,
  clients,
  commandsFor,
  type EndpointCommand,
  type EndpointFacts,
  type Example,
  isServed,
  knows,
} from './endpoint-commands.ts';
import { endpointFacts } from './endpoint-settings.ts';
import css from './registry.module.css';
import { useExample } from './use-example.ts';

export function CommandsCard({ state }: Readonly<{ state: RegistryState }>) {
  const { t } = useTranslation('registry');
  const settings = useSettings();
  const isReadOnly = useIsReadOnly();
  const [chosen, setChosen] = useViewState<Client>('registry.client', 'docker');
  const { example, isPending, choose } = useExample();
  const client = clients.find((each) => each === chosen) ?? 'docker';
  const facts = endpointFacts(state, settings, isReadOnly);
  return (
    <article className={cx(css.card, css.commands)} aria-label={t('commands.title')}>
      <h2 className={text.hidden}>{t('commands.title')}</h2>
      {example !== null && <ExampleChoice example={example} onChoose={choose} />}
      <Tabs
        label={t('commands.client')}
        value={client}
        onChange={setChosen}
        tabs={clients.map((value) => ({ value, label: value }))}
      >
        <div className={css.commandsBody}>
          {example !== null ? (
            <Commands client={client} facts={facts} example={example} isOn={state.on} />
          ) : (
            !isPending && (
              <p className={text.muted}>
                <b className={text.strong}>{t('commands.none')}</b>
                <br />
                {t('commands.noneText')}
              </p>
            )
          )}
        </div>
      </Tabs>
    </article>
  );
}

interface CommandsProps {
  readonly client: Client;
  readonly facts: EndpointFacts;
  readonly example: Example;
  readonly isOn: boolean;
}

function Commands({ client, facts, example, isOn }: CommandsProps) {
  const { t } = useTranslation('registry');
  const name = exampleName(example);
  if (!isServed(example.repository)) return <p className={text.secondary}>{t('commands.unfit.path', { name })}</p>;
  if (!knows(client, example))
    return (
      <p className={text.secondary}>
        {client === 'helm' ? t('commands.unfit.helm', { name }) : t('commands.unfit.image', { client, name })}
      </p>
    );
  const notes = [
    !isOn && t('commands.offNote'),
    facts.certificate !== null && t('commands.trustNote', { file: facts.certificate }),
    client === 'Kubernetes' && /^(?:127\.|localhost|\[::1\])/.test(facts.address) && t('commands.loopbackNote'),
  ].filter((note) => note !== false);
  return (
    <>
      <dl className={css.pairs}>
        {commandsFor(client, facts, example).map((command) => (
          <CommandLine key={command.step} command={command} />
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note} className={cx(text.muted, text.small)}>
          {note}
        </p>
      ))}
    </>
  );
}

function CommandLine({ command: { step, text: command } }: Readonly<{ command: EndpointCommand }>) {
  const { t } = useTranslation('registry');
  const isFile = command.includes('\n');
  return (
    <>
      <dt className={text.secondary}>{t(`commands.step.${step}`)}</dt>
      <dd className={cx(css.command, isFile && css.commandFile)}>
        <code className={cx(!isFile && text.clip, text.grow, text.selectable)} title={command}>
          {command}
        </code>
        <CopyButton text={command} label={t('commands.copy')} />
      </dd>
    </>
  );
}

function ExampleChoice({ example, onChoose }: Readonly<{ example: Example; onChoose: (reference: string) => void }>) {
  const { t } = useTranslation('registry');
  const name = exampleName(example);
  return (
    <div className={css.example}>
      <DialogTrigger>
        <AriaButton className={cx(css.exampleButton)} aria-label={`${t('commands.change')}: ${name}`}>
          <span>{t('commands.example')}</span>
          <span className={text.clip}>{name}</span>
          <ChevronDown size={13} strokeWidth={2.1} aria-hidden />
        </AriaButton>
        <Popover className={cx(css.examplePopover)} placement="bottom end" offset={4}>
          <Dialog aria-label={t('commands.chooseExample')} className={cx(css.exampleDialog)}>
            {({ close }) => (
              <ArtifactSearch
                isFirst
                label={t('commands.chooseExample')}
                placeholder={t('commands.examplePlaceholder')}
                onAdd={(reference) => {
                  onChoose(reference);
                  close();
                }}
              />
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

function exampleName({ repository, tag, digest }: Example): string {
  return tag === null ? digestAddress(repository, shortDigest(digest)) : tagAddress(repository, tag);
}
