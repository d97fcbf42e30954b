// Feature artifact: Config: the settings as they are written, field by field, and the file they stand in.
import { ArrowUpFromLine, FileJson } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail, ImageDetail, RunSettings } from '../../../../preload/contract/model.ts';
import { artifactReference, shortDigest } from '../../../format/names.ts';
import { useCall } from '../../../host/use-call.ts';
import text from '../../../styles/text.module.css';
import { Button } from '../../../ui/button.tsx';
import { Segments } from '../../../ui/choice.tsx';
import { cx } from '../../../ui/cx.ts';
import { Time } from '../../../ui/figures.tsx';
import { EmptyState } from '../../../ui/note.tsx';
import { Pane } from '../../../ui/panes.tsx';
import { StoredDocument } from '../document/stored-document.tsx';
import { DigestText, Fact, Facts } from '../facts.tsx';
import { useSaveBlob } from '../use-save-blob.ts';
import css from './config.module.css';
import { NamedValues, splitEnv } from './named-values.tsx';

type View = 'settings' | 'file';

const noLinks: ReadonlyMap<string, string> = new Map();

export function ConfigTab({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const [view, setView] = useState<View>('settings');
  const { image, kind } = artifact;
  if (image === null || image.configDigest === null)
    return (
      <Pane label={t('tab.config')}>
        <EmptyState icon={FileJson} title={t('config.none')}>
          {t(kind === 'index' ? 'layers.notStoredText' : 'config.noneText')}
        </EmptyState>
      </Pane>
    );
  const isImage = kind === 'image' || kind === 'index';
  const run = isImage ? image.run : null;
  return (
    <Pane label={t('tab.config')} className={cx(css.config)}>
      <div className={css.bar}>
        {run === null ? (
          <p className={text.muted}>{t(isImage ? 'config.unreadable' : 'config.ofItsOwn')}</p>
        ) : (
          <Segments
            label={t('document.view')}
            value={view}
            onChange={setView}
            options={[
              { value: 'settings', label: t('config.settings') },
              { value: 'file', label: t('config.asFile') },
            ]}
          />
        )}
      </div>
      {run !== null && view === 'settings' ? (
        <div className={css.scroll}>
          <div className={css.sheet}>
            <FileHead image={image} digest={image.configDigest} />
            <Settings run={run} />
          </div>
        </div>
      ) : (
        <ConfigFile artifact={artifact} platform={kind === 'index' ? image.platform : null} />
      )}
    </Pane>
  );
}

function ConfigFile({ artifact, platform }: Readonly<{ artifact: ArtifactDetail; platform: string | null }>) {
  const reference = artifactReference(artifact.repository, artifact.digest);
  const document = useCall('config.read', { reference, ...(platform === null ? {} : { platform }) });
  return <StoredDocument document={document} kind="config" links={noLinks} />;
}

function FileHead({ image, digest }: Readonly<{ image: ImageDetail; digest: string }>) {
  const { t } = useTranslation('artifact');
  const save = useSaveBlob();
  return (
    <div className={css.file}>
      <Facts>
        <Fact label={t('config.file')}>
          <DigestText digest={digest} length={16} />
        </Fact>
        <Fact label={t('layers.mediaType')}>
          <span className={cx(text.mono, text.selectable)}>{image.configMediaType}</span>
        </Fact>
        {image.platform !== null && <Fact label={t('head.platform')}>{image.platform}</Fact>}
        {image.createdAt !== null && (
          <Fact label={t('head.created')}>
            <Time iso={image.createdAt} isLong />
          </Fact>
        )}
        {image.author !== null && image.author !== '' && <Fact label={t('origin.author')}>{image.author}</Fact>}
      </Facts>
      <Button icon={ArrowUpFromLine} onPress={() => void save(digest, `config-${shortDigest(digest)}.json`)}>
        {t('config.save')}
      </Button>
    </div>
  );
}

function Settings({ run }: Readonly<{ run: RunSettings }>) {
  const labels = Object.entries(run.labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (
    <dl className={css.settings}>
      <Row name="Entrypoint">{list(run.entrypoint)}</Row>
      <Row name="Cmd">{list(run.cmd)}</Row>
      <Row name="Env">{run.env.length > 0 && <NamedValues values={run.env.map(splitEnv)} />}</Row>
      <Row name="User">{run.user !== null && run.user !== '' && <Code>{run.user}</Code>}</Row>
      <Row name="WorkingDir">{run.workingDir !== null && run.workingDir !== '' && <Code>{run.workingDir}</Code>}</Row>
      <Row name="ExposedPorts">{lines(run.ports)}</Row>
      <Row name="Volumes">{lines(run.volumes)}</Row>
      <Row name="Labels">
        {labels.length > 0 && (
          <NamedValues values={labels.map(([name, value]) => ({ name, value, whole: `${name}=${value}` }))} />
        )}
      </Row>
      <Row name="Healthcheck">{list(run.healthcheck)}</Row>
      <Row name="StopSignal">{run.stopSignal !== null && <Code>{run.stopSignal}</Code>}</Row>
    </dl>
  );
}

/** `name` as the file writes it. */
function Row({ name, children }: Readonly<{ name: string; children: ReactNode }>) {
  const { t } = useTranslation('artifact');
  return (
    <div>
      <dt className={text.mono}>{name}</dt>
      <dd>{children === false || children === null ? <span className={text.muted}>{t('config.unset')}</span> : children}</dd>
    </div>
  );
}

/** As it is written: a JSON list. */
function list(words: readonly string[]): ReactNode {
  return words.length === 0 ? null : <Code>{JSON.stringify(words)}</Code>;
}

function lines(values: readonly string[]): ReactNode {
  if (values.length === 0) return null;
  return (
    <>
      {values.map((value) => (
        <div key={value}>
          <Code>{value}</Code>
        </div>
      ))}
    </>
  );
}

function Code({ children }: Readonly<{ children: string }>) {
  return <code className={cx(text.mono, text.selectable, css.code)}>{children}</code>;
}
