// Tests of main/cli/completion: the bash script answers in a real bash; the others hold every command and option.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandNames, commandSpec, globalOptions } from '../../../main/cli/command-table.ts';
import { bashCompletion } from '../../../main/cli/completion/bash.ts';
import { fishCompletion } from '../../../main/cli/completion/fish.ts';
import { zshCompletion } from '../../../main/cli/completion/zsh.ts';

/** What bash offers after the line was typed and Tab pressed; `stowage` itself answers as a store with one repository. */
function offered(line: string): readonly string[] {
  const stowage = `stowage() { case "$1" in repos) echo web; echo quay.io/app ;; tags) echo "$3:v1"; echo "$3:v2" ;; esac; }`;
  const script = `${stowage}\n${bashCompletion()}\nCOMP_LINE=$1 COMP_POINT=\${#1}\n_stowage\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const answer = execFileSync('bash', ['--norc', '-c', script, 'bash', line], { encoding: 'utf8' });
  return answer.split('\n').filter((word) => word !== '');
}

describe.skipIf(process.platform === 'win32')('bash completion', () => {
  it('offers commands, also behind options that take a value', () => {
    expect(offered('stowage ')).toEqual(expect.arrayContaining([...commandNames]));
    expect(offered('stowage ex')).toEqual(['export']);
    expect(offered('stowage --store import ma')).toEqual(['manifests', 'manifest']);
  });

  it('offers the options of the command, and the values of an option', () => {
    expect(offered('stowage import --d')).toEqual(['--dry-run', '--deep']);
    expect(offered('stowage tags --d')).toEqual([]);
    expect(offered('stowage import --on-conflict ')).toEqual(['move', 'keep', 'fail']);
  });

  it('offers repositories and, behind a colon, tags', () => {
    expect(offered('stowage tags ')).toEqual(['web', 'quay.io/app']);
    expect(offered('stowage show w')).toEqual(['web']);
    expect(offered('stowage show web:')).toEqual(['v1', 'v2']);
    expect(offered('stowage completion z')).toEqual(['zsh']);
    expect(offered('stowage help exit')).toEqual(['exit-codes']);
  });

  it('offers the acts of a command right behind it, and not as an operand elsewhere', () => {
    expect(offered('stowage store ')).toEqual(['create', 'open', 'move', 'copy', 'list', 'forget']);
    expect(offered('stowage store --store x f')).toEqual([]);
    expect(offered('stowage store c')).toEqual(['create', 'copy']);
    expect(offered('stowage show store ')).toEqual(['web', 'quay.io/app']);
    expect(offered('stowage lock --delete-enabled ')).toEqual(['true', 'false']);
  });
});

describe('completion scripts', () => {
  it.each([
    ['bash', bashCompletion()],
    ['zsh', zshCompletion()],
    ['fish', fishCompletion()],
  ])('for %s hold every command and every option', (_shell, script) => {
    for (const name of commandNames) {
      expect(script).toContain(name);
      for (const option of Object.keys({ ...globalOptions, ...commandSpec(name).options }))
        expect(script).toMatch(new RegExp(`(--|-l )${option}\\b`));
      expect(script).toContain(Object.keys(commandSpec(name).verbs ?? {}).join(' '));
    }
  });
});
