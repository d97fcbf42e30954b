// Feature first-run: the Library of an empty store. This is its only door.
export { FirstRun } from './first-run.tsx';
