// Feature first-run: a picture of what Stowage does: layers laid like bricks, some of them shared.
import { cx } from '../../ui/cx.ts';
import css from './first-run.module.css';

type Brick = readonly [kind: 'unique' | 'shared' | 'gap', share: number];

const courses: readonly (readonly Brick[])[] = [
  [
    ['gap', 2.2],
    ['shared', 1.6],
    ['unique', 2.6],
    ['gap', 3.6],
  ],
  [
    ['gap', 0.9],
    ['unique', 2.4],
    ['shared', 1.5],
    ['shared', 1.5],
    ['unique', 2.2],
    ['gap', 1.5],
  ],
  [
    ['shared', 3],
    ['unique', 2],
    ['shared', 2.4],
    ['unique', 1.4],
    ['shared', 1.2],
  ],
];

export function Bricks() {
  return (
    <div className={css.bricks} aria-hidden>
      {courses.map((course) => (
        <div key={course.join(' ')}>
          {course.map(([kind, share], index) => (
            <i key={`${kind}${share}${index}`} className={cx(css[kind])} style={{ flexGrow: share }} />
          ))}
        </div>
      ))}
    </div>
  );
}
