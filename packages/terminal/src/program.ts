import { checkNodeVersion, isOneClassError, writeProblem, type ErrorCode } from '@oneclass/core';
import { CommanderError } from 'commander';
import { say } from './print.ts';
import { InterruptedError, watchInterrupts } from './interrupt.ts';
import { finishResults, watchResults } from './results.ts';

const WRONG_USE: readonly ErrorCode[] = [
  'invalid-argument',
  'invalid-config',
  'unknown-name',
  'not-found',
];

/**
 * `anomaly`: the run is finished and found one, where that was to be told; `leftOut`: it is
 * finished, without some of what it was given.
 */
export const EXIT = {
  ...{ success: 0, failure: 1, wrongUse: 2, anomaly: 3, leftOut: 4 },
  interrupted: 130,
} as const;

/** What of a commander `Command` is used here, of its typed variants too. */
export interface ProgramCommand {
  readonly commands: readonly ProgramCommand[];
  exitOverride(): unknown;
}

export interface Program extends ProgramCommand {
  name(): string;
  parseAsync(argv: readonly string[]): Promise<unknown>;
}

/**
 * Runs a command-line program to its end and sets the exit code: 1 for a failed run, 2 for wrong
 * use, 130 when interrupted, else what the program has set, 0 when nothing. Errors are one line on
 * stderr, with a stack trace under `--debug` only. That nobody reads its results any more ends no
 * program: it may have more to write; {@link resultsClosed} says so to one that has not.
 *
 * @param create gives the program for an abort signal, which Ctrl-C triggers
 */
export async function runProgram(
  create: (signal: AbortSignal) => Program,
  argv: readonly string[] = process.argv,
): Promise<void> {
  watchOutputs();
  const interrupt = watchInterrupts(say);
  const program = create(interrupt.signal);
  try {
    checkNodeVersion();
    throwOnExit(program);
    await program.parseAsync([...argv]);
    finishResults();
  } catch (error) {
    process.exitCode = report(error, { debug: argv.includes('--debug'), name: program.name() });
  } finally {
    interrupt.stop();
  }
}

/** Commander would call process.exit, which cuts off what is still being written. */
function throwOnExit(command: ProgramCommand): void {
  command.exitOverride();
  for (const child of command.commands) throwOnExit(child);
}

function report(error: unknown, { debug, name }: { debug: boolean; name: string }): number {
  // its message is already out
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.wrongUse;
  if (error instanceof InterruptedError) {
    say('Interrupted.');
    return EXIT.interrupted;
  }
  if (debug) say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (isOneClassError(error)) {
    if (!debug) say(`error: ${(error as Error).message}`);
    return WRONG_USE.includes(error.code) ? EXIT.wrongUse : EXIT.failure;
  }
  const problem = writeProblem(error);
  if (problem !== undefined) {
    if (!debug) say(`error: ${problem} (${(error as Error).message}).`);
    return EXIT.failure;
  }
  if (!debug)
    say(
      `error: ${error instanceof Error ? error.message : String(error)} (this is a fault of ` +
        `${name}; --debug shows where)`,
    );
  return EXIT.failure;
}

/**
 * Nothing is thrown by these: a handler that TensorFlow.js puts on the process would print its
 * source.
 */
function watchOutputs(): void {
  watchResults();
  process.stderr.off('error', ignore).on('error', ignore);
}

/** Nobody reads the progress any more: no reason to lose the run. */
const ignore = (): void => undefined;
