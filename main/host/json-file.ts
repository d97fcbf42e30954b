// Room host: a small JSON file that is read whole and replaced at once. One that cannot be read counts as empty: what stands
// in it are choices, which the user can make again.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileSystemError } from '../errors.ts';

export function readJsonObject(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** @throws StowageError file-system, no-space */
export function writeJsonObject(path: string, value: Readonly<Record<string, unknown>>): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw fileSystemError(error, path, 'write');
  }
}
