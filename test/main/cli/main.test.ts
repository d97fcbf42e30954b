// Tests of main/cli/main.ts in a process of its own: streams and exit codes as a shell sees them. No store is opened.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = `
  const { main } = await import(${JSON.stringify(new URL('../../../main/cli/main.ts', import.meta.url).href)});
  process.exitCode = await main(process.argv.slice(1), () => Promise.reject(new Error('opened')));
`;

function stowage(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, '--', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('stowage', () => {
  it('shows help on stdout without opening a store, also with no command at all', () => {
    const overview = stowage('help');
    expect(overview).toMatchObject({ status: 0, stderr: '' });
    expect(overview.stdout).toContain('Usage: stowage COMMAND');
    expect(stowage()).toEqual(overview);
    expect(stowage('import', '--help')).toEqual(stowage('help', 'import'));
  });

  it('tells its version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(stowage('--version')).toEqual({ status: 0, stdout: `stowage ${version}\n`, stderr: '' });
    expect(stowage('version', '-q').stdout).toBe(`${version}\n`);
    expect(JSON.parse(stowage('--json', 'version').stdout)).toEqual({ version });
  });

  it('says which Node it needs where an older one starts it', () => {
    const older = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.20.2" } })';
    const entry = fileURLToPath(new URL('../../../main/stowage.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, ['--import', older, entry, 'status'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('needs Node 24')]);
  });

  it('refuses a misspelt command with 2, on stderr only', () => {
    const answer = stowage('improt', 'a.tar');
    expect(answer).toMatchObject({ status: 2, stdout: '' });
    expect(answer.stderr).toBe('error: There is no command improt. Did you mean import?\n  See `stowage --help`.\n');
    expect(stowage('help', 'exit-code').stderr).toContain('Did you mean exit-codes?');
    expect(stowage('export', 'a').status).toBe(2);
    expect(stowage('completion', 'tcsh').status).toBe(2);
  });

  it('answers a failure as one JSON line on stderr when asked for JSON', () => {
    const { status, stdout, stderr } = stowage('tags', '--json');
    expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'usage', params: { command: 'tags' }, message: 'stowage tags needs REPO.' },
    });
  });
});
