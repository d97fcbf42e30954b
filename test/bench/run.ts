// Room test/bench: `npm run bench [row …]`: times Stowage beside other tools, row by row, and says which goals are met.
// Archives are made once and kept with --keep; everything lies under --folder (25 GB free are needed there).
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRoom, rows } from './rows.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'stowage-bench') },
    runs: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
});

const unknown = positionals.filter((name) => rows[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}. Rows: ${Object.keys(rows).join(', ')}.`);
  process.exit(2);
}

const chosen = Object.entries(rows).filter(([name]) => positionals.length === 0 || positionals.includes(name));
const missed: string[] = [];
for (const [name, row] of chosen) {
  if (name === 'sparse' && !values.keep) await makeRoom(values.folder);
  try {
    if (!(await row({ folder: values.folder, runs: Number(values.runs) }))) missed.push(name);
  } catch (error) {
    missed.push(name);
    console.error(`\n${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
if (!values.keep) await rm(values.folder, { recursive: true, force: true });
console.log(missed.length === 0 ? '\nEvery goal is met.' : `\nGoals are missed in: ${missed.join(', ')}.`);
process.exitCode = missed.length === 0 ? 0 : 1;
