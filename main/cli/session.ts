// Room cli: what a command runs with: the host behind the contract, the two streams, and how to answer. The host is
// loaded when a command first asks for something, so that help and completion stay instant.

import type { Failure, Warning } from '../../preload/contract/failure.ts';
import type { CallName, JobName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import type { Host } from '../host/host.ts';
import type { Pick } from '../host/picks.ts';
import type { CommandName, CommandOptions } from './command-table.ts';
import type { ExitCode } from './exit-codes.ts';
import { onInterrupt } from './interrupts.ts';
import { failureLines, warningLine } from './messages.ts';
import type { Output } from './output.ts';
import { type ProgressMode, progressDisplay } from './progress-display.ts';
import type { Line } from './text/line.ts';

/** What a renderer may know about where its lines go. */
export interface View {
  /** Width in cells, null where nothing needs to fit. */
  readonly screen: number | null;
  readonly nowMs: number;
}

/** A command's answer for people. `names` is what --quiet prints instead, one a line. */
export interface Answer {
  readonly lines: (view: View) => readonly Line[];
  readonly names?: () => readonly string[];
}

export interface SessionOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly progress: ProgressMode;
  readonly openHost: () => Promise<Host>;
  readonly serveInterface: ServeInterface;
}

/** Serves the interface of a host over HTTP until it is closed; `url` is what a browser opens. Another door does it. */
export type ServeInterface = (
  store: string | undefined,
  port: number,
  readOnly: boolean,
) => Promise<{ readonly url: string; readonly host: Host; readonly close: () => Promise<void> }>;

/** Opens the host on the store of that path, or on the default one; `readOnly` for looking only. */
export type OpenHost = (store: string | undefined, readOnly: boolean) => Promise<Host>;

/** A command: does its work through the session and says how it went. Failures are thrown. */
export type CommandRun<Name extends CommandName> = (
  session: Session,
  operands: readonly string[],
  options: CommandOptions<Name>,
) => Promise<ExitCode>;

export class Session {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly serveInterface: ServeInterface;
  readonly #options: SessionOptions;
  #host: Promise<Host> | undefined;

  constructor(options: SessionOptions) {
    this.stdout = options.stdout;
    this.stderr = options.stderr;
    this.json = options.json;
    this.quiet = options.quiet;
    this.serveInterface = options.serveInterface;
    this.#options = options;
  }

  /** What answers its calls, opened at the first of them. */
  host(): Promise<Host> {
    this.#host ??= this.#options.openHost();
    return this.#host;
  }

  /** Answers a call. Throws the coded failure. */
  async call<Name extends CallName>(name: Name, input: OperationInput<Name>): Promise<OperationOutput<Name>> {
    const client = await import('../host/client.ts');
    return client.call(await this.host(), name, input);
  }

  /** Runs a job to its end, with progress on stderr; an interrupt cancels it. Throws the coded failure. */
  async job<Name extends JobName>(name: Name, input: OperationInput<Name>): Promise<OperationOutput<Name>> {
    const client = await import('../host/client.ts');
    const host = await this.host();
    const display = progressDisplay(this.#options.progress, this.quiet, this.stderr, () => performance.now());
    const abort = new AbortController();
    const stopListening = onInterrupt(() => abort.abort());
    try {
      return await client.runJob(host, name, input, { signal: abort.signal, onProgress: (progress) => display.show(progress) });
    } finally {
      stopListening();
      display.end();
    }
  }

  /** The pick id of a path or stream. */
  async offer(pick: Pick): Promise<string> {
    return (await this.host()).picks.offer(pick);
  }

  /**
   * Prints a result: as JSON, as names alone, or as lines. Where stdout carries bytes, `to` is stderr.
   */
  answer(value: unknown, answer: Answer, to: Output = this.stdout): void {
    if (this.json) to.json(value, 2);
    else if (!this.quiet) to.lines(answer.lines({ screen: to.screen, nowMs: Date.now() }));
    else to.lines(answer.names?.() ?? []);
  }

  /** More lines on stdout, for people only. */
  remark(lines: readonly Line[]): void {
    if (!this.json && !this.quiet) this.stdout.lines(lines);
  }

  /** Warnings for people; with --json they stand in the result. */
  warn(warnings: readonly Warning[]): void {
    if (!this.json && !this.quiet) this.stderr.lines(warnings.map(warningLine));
  }

  /** A part of the work that was refused while the rest went on; with --json it stands in the result. */
  refuse(failures: readonly Failure[]): void {
    if (!this.json) this.stderr.lines(failures.flatMap((failure) => failureLines(failure, 'refused')));
  }

  /** Closes the store, if a command opened it. */
  async close(): Promise<void> {
    await (await this.#host)?.close();
  }
}
