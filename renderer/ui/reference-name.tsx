// Room renderer/ui: a repository as lists write it: what it stands under is quiet, its own name is not.
import { familiarName } from '../format/names.ts';
import text from '../styles/text.module.css';
import { cx } from './cx.ts';

/** `repository` in full form. */
export function ReferenceName({ repository }: Readonly<{ repository: string }>) {
  const shown = repository.startsWith('docker.io/library/') ? repository : familiarName(repository);
  const at = shown.lastIndexOf('/') + 1;
  return (
    <span className={text.clip} title={shown}>
      <span className={cx(text.muted)}>{shown.slice(0, at)}</span>
      {shown.slice(at)}
    </span>
  );
}
