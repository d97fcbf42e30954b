// Room cli: the door's entry. It reads the command line, runs one command and turns every failure into a message and an
// exit code; it never throws and never ends the process.
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { loadCommand } from './command-loaders.ts';
import type { CommandName, CommandOptions } from './command-table.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureJson, failureLines } from './messages.ts';
import { Output } from './output.ts';
import { type OpenHost, type ServeInterface, Session, type SessionOptions } from './session.ts';

/**
 * Runs `stowage` with the words after its name and answers with the exit code (`stowage help exit-codes`). The host
 * and the door that serves the interface come from above, where everything is wired, and are opened only when a command
 * needs them.
 */
export async function main(argv: readonly string[], openHost: OpenHost, serveInterface: ServeInterface): Promise<ExitCode> {
  const outputOptions = { noColor: argv.includes('--no-color'), env: process.env };
  const stdout = new Output(process.stdout, outputOptions);
  const stderr = new Output(process.stderr, outputOptions);
  try {
    return await runCommandLine(readCommandLine(argv), { stdout, stderr, serveInterface }, openHost);
  } catch (error) {
    return report(error, stderr, argv.includes('--json'));
  }
}

async function runCommandLine(
  line: CommandLine,
  surroundings: Pick<SessionOptions, 'stdout' | 'stderr' | 'serveInterface'>,
  openHost: OpenHost,
): Promise<ExitCode> {
  const { command, operands } = asked(line);
  // The table that gave the values their types is the one they were read by.
  const options = line.options as CommandOptions<CommandName>;
  const session = new Session({
    ...surroundings,
    json: options.json === true,
    quiet: options.quiet === true,
    progress: options.progress ?? 'auto',
    openHost: () => openHost(options.store, options['read-only'] === true),
  });
  try {
    return await (await loadCommand(command))(session, operands, options);
  } finally {
    await session.close();
  }
}

/** --help and --version stand for the commands of that name; no command at all asks for help. */
function asked({ command, operands, options }: CommandLine): {
  readonly command: CommandName;
  readonly operands: readonly string[];
} {
  if (options['help'] === true) return { command: 'help', operands: command === null ? [] : [command] };
  if (options['version'] === true) return { command: 'version', operands: [] };
  return { command: command ?? 'help', operands };
}

function report(error: unknown, stderr: Output, json: boolean): ExitCode {
  const failure: Failure =
    error instanceof StowageError
      ? error.failure
      : { code: 'internal', params: { message: error instanceof Error ? error.message : String(error) } };
  // The reader of our output went away: there is nobody left to tell.
  if (failure.code === 'file-system' && failure.params.errno === 'EPIPE') return exitCodes[failure.code];
  if (json) stderr.json({ error: failureJson(failure) }, 0);
  else stderr.lines(failureLines(failure, 'error'));
  if (failure.code === 'internal' && !json) stderr.lines(stackLines(error));
  return exitCodes[failure.code];
}

/** Where it went wrong, for a report. */
function stackLines(error: unknown): readonly string[] {
  const origin = error instanceof StowageError ? error.cause : error;
  return origin instanceof Error && origin.stack !== undefined ? origin.stack.split('\n').slice(1) : [];
}
