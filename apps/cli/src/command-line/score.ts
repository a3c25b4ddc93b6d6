import { Command, Option } from '@commander-js/extra-typings';
import {
  BACKEND,
  FEATURES,
  FILE,
  MAPS,
  DECODE_BYTES,
  MAX_PIXELS,
  METHOD,
  OWN_PIXEL_THRESHOLD,
  OWN_UNCERTAIN_THRESHOLD,
  STRICT,
  WEIGHTS,
} from './shared-option.ts';

export const scoreCommand = () =>
  new Command('score')
    .description('score images with a saved detector')
    .argument('<file>', FILE)
    .argument('<images...>', 'image files, or folders of them')
    .option('--threshold <number>', "in place of the detector's own")
    .addOption(OWN_UNCERTAIN_THRESHOLD)
    .addOption(OWN_PIXEL_THRESHOLD)
    .addOption(MAPS)
    .option(
      '--maps-format <formats>',
      'with --maps, files beside each picture, several with commas: float32 (NumPy) and png16, ' +
        'numbers at the size of the map; mask, white above the pixel threshold, and overlay, at ' +
        'the size of the image',
    )
    .option(
      '--regions',
      'with --json or --jsonl: where the score map is above the pixel threshold, in pixels of ' +
        'the image',
    )
    .option(
      '--least-area <pixels>',
      'leave out regions of fewer pixels of the image (with --regions or --maps)',
    )
    .option('--fail-on-anomaly', 'exit with code 3 where an image is anomalous')
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
    .addOption(DECODE_BYTES)
    .addOption(STRICT)
    .addOption(BACKEND)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass score parts.oneclass new/*.png --csv > scores.csv\n  oneclass ' +
        'score parts.oneclass new --maps maps',
    );

export type ScoreOptions = ReturnType<ReturnType<typeof scoreCommand>['opts']>;
