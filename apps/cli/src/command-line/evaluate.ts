import { type Command, Option } from 'commander';
import type { EvaluateOptions } from '../command/evaluate.ts';
import {
  BACKEND,
  DATA_DIR,
  FEATURES,
  FILE,
  MAPS,
  METHOD,
  OWN_PIXEL_THRESHOLD,
  WEIGHTS,
} from './shared-option.ts';

export function addEvaluate(program: Command, signal: AbortSignal): void {
  program
    .command('evaluate')
    .description('measure a saved detector on labelled images')
    .argument('<file>', FILE)
    .argument(
      '<data>',
      "a folder with good/ and a folder for each kind of anomaly (or MVTec's layout), or a " +
        'named set with its normal class such as mnist:5',
    )
    .option('--threshold <number>', "in place of the detector's own")
    .addOption(OWN_PIXEL_THRESHOLD)
    .addOption(MAPS)
    .option('--json', 'print JSON: the metrics')
    .addOption(new Option('--csv', 'print CSV: a line for each image').conflicts('json'))
    .addOption(METHOD)
    .addOption(FEATURES)
    .addOption(WEIGHTS)
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass evaluate five.oneclass mnist:5 --json\n  oneclass evaluate ' +
        'parts.oneclass ./parts --maps maps',
    )
    .action(async (file: string, data: string, options: object) =>
      (await import('../command/evaluate.ts')).evaluateFile(file, data, {
        ...(options as EvaluateOptions),
        signal,
      }),
    );
}
