// Room renderer/ui: a repository as lists write it: what it stands under is quiet and gives way first, its own name is not.
import { familiarName } from '../format/names.ts';
import text from '../styles/text.module.css';
import { cx } from './cx.ts';
import css from './reference-name.module.css';

/** `repository` in full form. */
export function ReferenceName({ repository }: Readonly<{ repository: string }>) {
  const shown = repository.startsWith('docker.io/library/') ? repository : familiarName(repository);
  const at = shown.lastIndexOf('/') + 1;
  return (
    <span className={css.name} title={shown}>
      {at > 0 && <span className={cx(text.clip, text.muted, css.under)}>{shown.slice(0, at)}</span>}
      <span className={text.clip}>{shown.slice(at)}</span>
    </span>
  );
}
