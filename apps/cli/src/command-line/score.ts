import { Command, Option } from '@commander-js/extra-typings';
import {
  BACKEND,
  FEATURES,
  FILE,
  MAPS,
  MAX_PIXELS,
  METHOD,
  OWN_PIXEL_THRESHOLD,
  STRICT,
  WEIGHTS,
} from './shared-option.ts';

export const scoreCommand = () =>
  new Command('score')
    .description('score images with a saved detector')
    .argument('<file>', FILE)
    .argument('<images...>', 'image files, or folders of them')
    .option('--threshold <number>', "in place of the detector's own")
    .addOption(OWN_PIXEL_THRESHOLD)
    .addOption(MAPS)
    .option('--json', 'print JSON')
    .addOption(
      new Option('--csv', 'print CSV, a line for each image as it comes').conflicts('json'),
    )
    .addOption(
      new Option('--jsonl', 'print JSON, a line for each image as it comes').conflicts([
        'json',
        'csv',
      ]),
    )
    .addOption(METHOD)
    .addOption(FEATURES)
    .addOption(WEIGHTS)
    .addOption(MAX_PIXELS)
    .addOption(STRICT)
    .addOption(BACKEND)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass score parts.oneclass new/*.png --csv > scores.csv\n  oneclass ' +
        'score parts.oneclass new --maps maps',
    );

export type ScoreOptions = ReturnType<ReturnType<typeof scoreCommand>['opts']>;
