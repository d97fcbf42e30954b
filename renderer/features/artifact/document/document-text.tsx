// Feature artifact: a document's text with line numbers; digests that lead somewhere are links.
import { Fragment, memo, type RefObject } from 'react';
import { cx } from '../../../ui/cx.ts';
import css from './document.module.css';
import { jsonLines, type Piece } from './json-lines.ts';

interface DocumentTextProps {
  readonly label: string;
  readonly text: string;
  readonly links: ReadonlyMap<string, string>;
  readonly rootRef: RefObject<HTMLDivElement | null>;
}

/** Lines are drawn in blocks that the browser skips while they are off screen. */
const blockLines = 100;

function PlainDocumentText({ label, text, links, rootRef }: DocumentTextProps) {
  const lines = jsonLines(text);
  const blocks = Array.from({ length: Math.ceil(lines.length / blockLines) }, (_, at) =>
    lines.slice(at * blockLines, (at + 1) * blockLines),
  );
  return (
    <div ref={rootRef} className={css.text} role="region" aria-label={label} tabIndex={0}>
      {/* Lines are places in a text: they have no identity but their number. */}
      {blocks.map((block, at) => (
        <div key={at} className={css.block} style={{ containIntrinsicBlockSize: `${block.length * 18}px` }}>
          {block.map((line, offset) => (
            <div key={offset} className={css.line}>
              <span className={css.lineNumber} aria-hidden>
                {at * blockLines + offset + 1}
              </span>
              <code data-line="">
                {line.map((piece, place) => (
                  <Fragment key={place}>
                    <PieceText piece={piece} links={links} />
                  </Fragment>
                ))}
              </code>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

export const DocumentText = memo(PlainDocumentText);

function PieceText({ piece, links }: Readonly<{ piece: Piece; links: ReadonlyMap<string, string> }>) {
  const href = piece.kind === 'digest' ? links.get(piece.text.slice(1, -1)) : undefined;
  if (href === undefined) return piece.kind === 'plain' ? piece.text : <span className={cx(css[piece.kind])}>{piece.text}</span>;
  return (
    <a className={css.link} href={href}>
      {piece.text}
    </a>
  );
}
