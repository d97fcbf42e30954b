// Feature artifact: finds a text in what an element shows and marks every place. The marks are the browser's own highlights, so the
// text and its links stay as they are.
import { type RefObject, useEffect, useState } from 'react';

const all = 'stowage-find';
const current = 'stowage-find-current';

interface Find {
  readonly count: number;
  /** 1 for the first place; 0 where there is none. */
  readonly at: number;
  readonly step: (by: 1 | -1) => void;
}

/** `shown` changes whenever the element's text does. */
export function useFind(root: RefObject<HTMLElement | null>, wanted: string, shown: string): Find {
  const [ranges, setRanges] = useState<readonly Range[]>([]);
  const [index, setIndex] = useState(0);
  useEffect(() => {
    setRanges(root.current === null ? [] : rangesOf(root.current, wanted));
    setIndex(0);
  }, [root, wanted, shown]);
  useEffect(() => {
    CSS.highlights.set(all, new Highlight(...ranges));
    const range = ranges[index];
    CSS.highlights.set(current, range === undefined ? new Highlight() : new Highlight(range));
    range?.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
    return () => {
      CSS.highlights.delete(all);
      CSS.highlights.delete(current);
    };
  }, [ranges, index]);
  const count = ranges.length;
  return {
    count,
    at: count === 0 ? 0 : index + 1,
    step: (by) => setIndex((now) => (count === 0 ? 0 : (now + by + count) % count)),
  };
}

/** Every place of `wanted`, whatever its case, within one line of the text. */
function rangesOf(root: HTMLElement, wanted: string): readonly Range[] {
  const needle = wanted.toLowerCase();
  if (needle === '') return [];
  const found: Range[] = [];
  for (const line of root.querySelectorAll('[data-line]')) found.push(...rangesInLine(line, needle));
  return found;
}

function rangesInLine(line: Element, needle: string): readonly Range[] {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const nodes: { readonly node: Node; readonly start: number; readonly end: number }[] = [];
  let whole = '';
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const start = whole.length;
    whole += node.nodeValue ?? '';
    nodes.push({ node, start, end: whole.length });
  }
  const haystack = whole.toLowerCase();
  const ranges: Range[] = [];
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
    const from = nodes.find(({ end }) => end > at);
    const to = nodes.find(({ end }) => end >= at + needle.length);
    if (from === undefined || to === undefined) continue;
    const range = new Range();
    range.setStart(from.node, at - from.start);
    range.setEnd(to.node, at + needle.length - to.start);
    ranges.push(range);
  }
  return ranges;
}
