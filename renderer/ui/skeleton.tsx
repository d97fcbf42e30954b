// Room renderer/ui: rows that stand for rows still to come. They show after a moment, so that what is quick does not flash.
import { useEffect, useState } from 'react';
import css from './skeleton.module.css';

const waitMs = 150;

export function SkeletonRows({ rows = 8, label }: Readonly<{ rows?: number; label: string }>) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), waitMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isDue) return null;
  return (
    <div className={css.rows} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.row} aria-hidden>
          <span style={{ width: `${30 + ((row * 37) % 30)}%` }} />
          <span style={{ width: '12%' }} />
          <span style={{ width: '9%' }} />
        </div>
      ))}
    </div>
  );
}
