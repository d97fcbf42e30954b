// Feature storage: the map: every byte on disk drawn once, as buttons. Arrows move, Enter goes closer, Backspace goes back.
import { type KeyboardEvent, memo, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { cx } from '../../ui/cx.ts';
import css from './map.module.css';
import { MapLayout, neighbour, type PlacedRegion, type PlacedTile } from './map-layout.ts';
import type { MapRegion, MapTile } from './map-tree.ts';

interface StorageMapProps {
  readonly regions: readonly MapRegion[];
  /** What the whole of it says, in words. */
  readonly label: string;
  readonly focused: string | null;
  readonly onFocus: (tile: MapTile) => void;
  readonly onEnter: (tile: MapTile) => void;
  readonly onZoom: (id: string) => void;
  readonly onBack: () => void;
}

export function StorageMap({ regions, label, focused, onFocus, onEnter, onZoom, onBack }: StorageMapProps) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const room = useRef<HTMLDivElement>(null);
  const size = useSize(room);
  const [layout] = useState(() => new MapLayout());
  const placed = useMemo(
    () => (size === null ? null : layout.place(regions, size.widthPx, size.heightPx)),
    [layout, regions, size],
  );
  const tiles = placed?.tiles ?? [];
  const stop = tiles.find(({ tile }) => tile.id === focused) ?? tiles[0];
  const hadFocus = useRef(false);

  // Zooming replaces the tiles: the focus goes to the tile that is the stop now.
  useLayoutEffect(() => {
    if (!hadFocus.current || room.current === null || room.current.contains(document.activeElement)) return;
    room.current.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  });

  function tileOf(target: Element): MapTile | undefined {
    const id = target.closest<HTMLElement>('[data-tile]')?.dataset['tile'];
    return tiles.find(({ tile }) => tile.id === id)?.tile;
  }

  function detailOf(tile: MapTile): string {
    if (isQuiet(tile) && tile.subject.kind === 'repository') return tile.subject.node.label;
    return tile.subject.kind === 'orphan' ? t('legend.orphan') : t(`look.${tile.look}`);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (stop === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Backspace') onBack();
    else if (event.key === 'Enter') onEnter(stop.tile);
    else if (event.key.startsWith('Arrow')) {
      const next = neighbour(tiles, stop, event.key);
      if (next !== undefined) focusTile(room.current, next.tile.id);
    } else return;
    event.preventDefault();
  }

  return (
    <div
      ref={room}
      className={css.map}
      role="group"
      aria-label={label}
      aria-roledescription={t('map.role')}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        hadFocus.current = true;
        const tile = tileOf(event.target);
        if (tile !== undefined) onFocus(tile);
      }}
      onClick={(event) => (event.target as Element).closest<HTMLElement>('[data-tile]')?.focus()}
      onDoubleClick={(event) => {
        const tile = tileOf(event.target as Element);
        if (tile !== undefined) onEnter(tile);
      }}
      onBlur={(event) => {
        // A tile that is taken away blurs without naming where to.
        if (event.relatedTarget !== null) hadFocus.current = false;
      }}
    >
      {placed?.regions.map((region) => region.hasHeading && <Heading key={region.region.id} placed={region} onZoom={onZoom} />)}
      {tiles.map((tile) => (
        <Tile
          key={tile.tile.id}
          placed={tile}
          size={format.bytes(tile.tile.sizeBytes)}
          detail={detailOf(tile.tile)}
          isStop={tile === stop}
          isFocused={tile.tile.id === focused}
        />
      ))}
    </div>
  );
}

function focusTile(room: HTMLElement | null, id: string): void {
  room?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"]`)?.focus();
}

function Heading({ placed, onZoom }: Readonly<{ placed: PlacedRegion; onZoom: (id: string) => void }>) {
  const format = useFormat();
  const { region, leftPx, topPx, widthPx } = placed;
  const { zoom } = region;
  return (
    // The heading serves the pointer; Enter on one of its tiles does the same.
    <div
      className={cx(css.heading, zoom !== null && css.canZoom)}
      style={{ left: leftPx, top: topPx, width: widthPx }}
      title={region.label}
      {...(zoom === null ? {} : { onClick: () => onZoom(zoom) })}
    >
      <span>{region.label}</span>
      {widthPx >= 110 && <span>{format.bytes(region.sizeBytes)}</span>}
    </div>
  );
}

interface TileProps {
  readonly placed: PlacedTile;
  readonly size: string;
  /** What kind of bytes these are, or whose. */
  readonly detail: string;
  readonly isStop: boolean;
  readonly isFocused: boolean;
}

/** There may be thousands: a tile draws only when something of it changed, and the map hears its events. */
const Tile = memo(function Tile({ placed, size, detail, isStop, isFocused }: TileProps) {
  const { t } = useTranslation('storage');
  const { tile, leftPx, topPx, widthPx, heightPx } = placed;
  const { look, label } = tile;
  const isLabelled = widthPx >= 24 && heightPx >= 20 && !(isQuiet(tile) && (widthPx < 76 || heightPx < 44));
  return (
    <button
      type="button"
      data-tile={tile.id}
      tabIndex={isStop ? 0 : -1}
      className={cx(css.tile, css[look], isFocused && css.focused)}
      style={{ left: leftPx, top: topPx, width: widthPx, height: heightPx }}
      title={`${label}\n${size} · ${detail}`}
      aria-label={t('map.tile', { name: label, size, detail })}
    >
      {isLabelled && (
        <>
          <span>{label}</span> {heightPx >= 40 && <span className={css.size}>{size}</span>}
        </>
      )}
    </button>
  );
});

/** What a repository's artifacts share stands beside its own bytes: there the name is told already. */
function isQuiet({ look, subject, label }: MapTile): boolean {
  return look === 'shared-inside' && subject.kind === 'repository' && label !== subject.node.label;
}

function useSize(room: RefObject<HTMLElement | null>): { readonly widthPx: number; readonly heightPx: number } | null {
  const [size, setSize] = useState<{ readonly widthPx: number; readonly heightPx: number } | null>(null);
  useEffect(() => {
    if (room.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ widthPx: Math.floor(width), heightPx: Math.floor(height) });
    });
    observer.observe(room.current);
    return () => observer.disconnect();
  }, [room]);
  return size;
}
