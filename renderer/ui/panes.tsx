// Room renderer/ui: the panes of a screen, in the order they stand. F6 goes round them; arrows at the edge of a list go to the
// neighbour. A pane remembers where in it the focus was, and a side pane how wide it was made.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { cx } from './cx.ts';
import css from './panes.module.css';
import { useViewState } from './view-state.ts';

const lastFocus = new WeakMap<Element, HTMLElement>();
const selector = '[data-pane]';

interface PaneProps {
  readonly label: string;
  readonly children: ReactNode;
  /** Where it stands: secondary panes have their own surface and a line towards the content. */
  readonly side?: 'start' | 'end' | 'content';
  readonly as?: 'section' | 'aside' | 'nav' | 'header';
  readonly className?: string;
  /** Lets the user set the width of a side pane; it survives under `key`. `label` names the handle. */
  readonly resize?: PaneResize;
}

interface PaneResize {
  readonly key: string;
  readonly label: string;
  readonly initialPx: number;
  readonly minPx: number;
  readonly maxPx: number;
}

/** A landmark that F6 reaches. */
export function Pane({ label, children, side = 'content', as: Element = 'section', className, resize }: PaneProps) {
  const [widthPx, setWidthPx] = useViewState(`pane.${resize?.key ?? ''}`, resize?.initialPx ?? 0);
  return (
    <Element
      aria-label={label}
      data-pane=""
      tabIndex={-1}
      className={cx(css.pane, css[side], className)}
      style={resize === undefined ? {} : { width: widthPx }}
      onFocus={(event) => {
        if (event.target !== event.currentTarget) lastFocus.set(event.currentTarget, event.target);
      }}
    >
      {children}
      {resize !== undefined && <Edge resize={resize} side={side} widthPx={widthPx} onChange={setWidthPx} />}
    </Element>
  );
}

const stepPx = 16;

interface EdgeProps {
  readonly resize: PaneResize;
  readonly side: 'start' | 'end' | 'content';
  readonly widthPx: number;
  readonly onChange: (widthPx: number) => void;
}

/** The edge one drags; with the keyboard, arrows while it has the focus. */
function Edge({ resize, side, widthPx, onChange }: EdgeProps) {
  const start = useRef<{ readonly x: number; readonly widthPx: number } | null>(null);
  const outward = side === 'end' ? -1 : 1;
  const set = (px: number): void => onChange(Math.round(Math.min(resize.maxPx, Math.max(resize.minPx, px))));
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={resize.label}
      aria-valuenow={widthPx}
      aria-valuemin={resize.minPx}
      aria-valuemax={resize.maxPx}
      tabIndex={0}
      className={cx(css.edge, side === 'end' && css.edgeStart)}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, widthPx };
      }}
      onPointerMove={(event: PointerEvent<HTMLDivElement>) => {
        if (start.current !== null) set(start.current.widthPx + outward * (event.clientX - start.current.x));
      }}
      onLostPointerCapture={() => {
        start.current = null;
      }}
      onDoubleClick={() => set(resize.initialPx)}
      onKeyDown={(event: KeyboardEvent<HTMLDivElement>) => {
        const step = event.key === 'ArrowRight' ? stepPx : event.key === 'ArrowLeft' ? -stepPx : 0;
        if (step !== 0 && !event.altKey) set(widthPx + outward * step);
      }}
    />
  );
}

/** Moves the focus to the next or previous pane. `wraps` for F6; arrows stop at the last one. */
export function movePane(from: Element | null, step: 1 | -1, wraps = false): void {
  const panes = [...document.querySelectorAll<HTMLElement>(selector)].filter((pane) => pane.checkVisibility());
  const current = from?.closest<HTMLElement>(selector) ?? null;
  const at = current === null ? (step === 1 ? -1 : panes.length) : panes.indexOf(current);
  const next = wraps ? (at + step + panes.length) % panes.length : at + step;
  const pane = panes[next];
  if (pane !== undefined) focusPane(pane);
}

/** Goes to the list of the pane an element is in, as the arrow down from a filter does. */
export function focusListBeside(element: Element): void {
  element.closest(selector)?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
}

/** Focuses what had the focus in a pane, else its list, else its first control. */
function focusPane(pane: HTMLElement): void {
  const last = lastFocus.get(pane);
  const target = last !== undefined && pane.contains(last) ? last : firstStop(pane);
  (target ?? pane).focus();
}

function firstStop(pane: HTMLElement): HTMLElement | null {
  return (
    pane.querySelector<HTMLElement>('[role=row][tabindex="0"]') ??
    pane.querySelector<HTMLElement>('button:not([disabled]), a[href], input, [tabindex="0"]')
  );
}
