// Room renderer/ui: a size or a moment as screens write it, with the exact value in its tooltip.
import { useFormat } from '../format/use-format.ts';
import text from '../styles/text.module.css';

export function Bytes({ sizeBytes }: Readonly<{ sizeBytes: number }>) {
  const format = useFormat();
  return (
    <span className={text.number} title={format.exactBytes(sizeBytes)}>
      {format.bytes(sizeBytes)}
    </span>
  );
}

/** `2 h ago`, `Jun 14`; with the time of day where `isLong`. */
export function Time({ iso, isLong = false }: Readonly<{ iso: string; isLong?: boolean }>) {
  const format = useFormat();
  return (
    <time className={text.number} dateTime={iso} title={format.exactTime(iso)}>
      {isLong ? format.dateTime(iso) : format.when(iso)}
    </time>
  );
}
