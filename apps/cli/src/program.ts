import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addBackend } from './command-line/backend.ts';
import { addCalibrate } from './command-line/calibrate.ts';
import { addDatasets } from './command-line/datasets.ts';
import { addEvaluate } from './command-line/evaluate.ts';
import { addFit } from './command-line/fit.ts';
import { addInspect } from './command-line/inspect.ts';
import { addMethods } from './command-line/methods.ts';
import { addScore } from './command-line/score.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * The `oneclass` command. Its commands' arguments and options are in `command-line`, data only.
 * What a command does is in its file in `command`, loaded when it runs, so that `--help` answers at
 * once.
 */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('oneclass')
    .description('Deep one-class anomaly detection: fit on normal images, score new ones.')
    .version(version)
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(--help shows what there is)');

  // in the order that --help lists them in
  addMethods(program);
  addFit(program, signal);
  addScore(program, signal);
  addEvaluate(program, signal);
  addCalibrate(program, signal);
  addInspect(program);
  addDatasets(program, signal);
  addBackend(program, signal);
  return program;
}
