// Tests of main/cli/help-text.ts: help holds everything the command table says.
import { describe, expect, it } from 'vitest';
import { commandNames, commandSpec } from '../../../main/cli/command-table.ts';
import { commandHelp, exitCodesHelp, jsonHelp, overviewHelp } from '../../../main/cli/help-text.ts';
import { type Line, paint } from '../../../main/cli/text/line.ts';

const text = (lines: readonly Line[]): string => lines.map((line) => paint(line, false)).join('\n');

describe('help', () => {
  it('lists every command with its summary', () => {
    for (const name of commandNames)
      expect(text(overviewHelp())).toMatch(new RegExp(`^  ${name} +${commandSpec(name).summary}$`, 'm'));
  });

  it.each(commandNames)('on %s has usage, every option with its values, and every example', (name) => {
    const help = text(commandHelp(name));
    expect(help).toContain(`Usage: stowage ${name}`);
    for (const [option, spec] of Object.entries(commandSpec(name).options)) {
      expect(help).toContain(`--${option}`);
      expect(help).toContain(spec.summary);
      for (const value of spec.values ?? []) expect(help).toContain(value);
    }
    for (const [verb, { summary }] of Object.entries(commandSpec(name).verbs ?? {}))
      expect(help).toMatch(new RegExp(`^  ${verb}.*  ${summary}$`, 'm'));
    for (const [line] of commandSpec(name).examples) expect(help).toContain(line);
  });

  it('explains exit codes and JSON', () => {
    expect(text(exitCodesHelp())).toMatch(/^ +7 {2}some images came in/m);
    for (const name of ['import', 'export', 'show', 'du']) expect(text(jsonHelp())).toContain(name);
  });
});
