// Feature registry: what a pull is asked with: references as they are typed, and the platforms of an index. Pure.
import type { OperationInput } from '../../../preload/contract/operations.ts';

export const commonPlatforms = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/386',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
  'windows/amd64',
] as const;

export interface PullChoice {
  /** As typed: one or more references, with spaces, commas or lines between them. */
  readonly typed: string;
  readonly platforms: 'own' | 'all' | 'chosen';
  readonly chosen: ReadonlySet<string>;
  readonly referrers: boolean;
}

export const firstPull: PullChoice = { typed: '', platforms: 'own', chosen: new Set(['linux/amd64']), referrers: true };

/** Each reference once, in the order they were typed. */
export function referencesIn(typed: string): readonly string[] {
  return [...new Set(typed.split(/[\s,]+/).filter((each) => each !== ''))];
}

/** Puts a reference in, or takes it out. */
export function toggleReference(typed: string, reference: string, isOn: boolean): string {
  const others = referencesIn(typed).filter((each) => each !== reference);
  return (isOn ? [...others, reference] : others).join(' ');
}

/** Null while there is nothing to pull. */
export function pullInput({ typed, platforms, chosen, referrers }: PullChoice): OperationInput<'remote.pull'> | null {
  const references = referencesIn(typed);
  if (references.length === 0 || (platforms === 'chosen' && chosen.size === 0)) return null;
  return {
    references: [...references],
    ...(platforms === 'all' ? { allPlatforms: true } : {}),
    ...(platforms === 'chosen' ? { platforms: [...chosen] } : {}),
    ...(referrers ? {} : { referrers: false }),
  };
}
