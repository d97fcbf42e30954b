// Room renderer/charts: the rate of a transfer over the last minute, one point a second, drawn from zero to its own highest value.

interface RateLineProps {
  /** Bytes per second, oldest first. */
  readonly rates: readonly number[];
  /** What the line says, in words. */
  readonly label: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

const seconds = 60;

export function RateLine({ rates, label, widthPx = 240, heightPx = 40 }: RateLineProps) {
  const highest = Math.max(1, ...rates);
  const stepPx = widthPx / (seconds - 1);
  const startPx = widthPx - (rates.length - 1) * stepPx;
  const points = rates.map(
    (rate, index) => `${(startPx + index * stepPx).toFixed(1)},${(heightPx - 1 - (rate / highest) * (heightPx - 3)).toFixed(1)}`,
  );
  return (
    <svg
      role="img"
      aria-label={label}
      width={widthPx}
      height={heightPx}
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      preserveAspectRatio="none"
    >
      {rates.length > 1 && (
        <>
          <polygon
            points={`${startPx.toFixed(1)},${heightPx} ${points.join(' ')} ${widthPx},${heightPx}`}
            fill="var(--accent-tint)"
          />
          <polyline
            points={points.join(' ')}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.5"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
      <line x1="0" x2={widthPx} y1={heightPx - 0.5} y2={heightPx - 0.5} stroke="var(--line-2)" />
    </svg>
  );
}
