// Room cli: `stowage help [COMMAND]`, and what --help prints.
import { StowageError } from '../../errors.ts';
import { commandNames, isCommandName } from '../command-table.ts';
import { commandHelp, exitCodesHelp, helpTopics, jsonHelp, overviewHelp } from '../help-text.ts';
import { nearest } from '../nearest.ts';
import type { CommandRun } from '../session.ts';
import type { Line } from '../text/line.ts';

export const run: CommandRun<'help'> = (session, [topic]) => {
  session.stdout.lines(helpOn(topic));
  return Promise.resolve(0);
};

function helpOn(topic: string | undefined): readonly Line[] {
  if (topic === undefined) return overviewHelp();
  if (topic === 'exit-codes') return exitCodesHelp();
  if (topic === 'json') return jsonHelp();
  if (isCommandName(topic)) return commandHelp(topic);
  const guess = nearest(topic, [...commandNames, ...helpTopics]);
  throw new StowageError('usage', {
    reason: `There is no help on ${topic}.${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
    command: '',
  });
}
