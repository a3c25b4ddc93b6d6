import { Command, Option } from '@commander-js/extra-typings';
import {
  BACKEND,
  DATA_DIR,
  FEATURES,
  FILE,
  MAPS,
  DECODE_BYTES,
  MAX_PIXELS,
  STRICT,
  METHOD,
  OWN_PIXEL_THRESHOLD,
  WEIGHTS,
} from './shared-option.ts';

const MAP_SIZE = new Option(
  '--map-size <size>',
  "what pixels are compared at: mask, the masks' own size, to which the maps are brought; " +
    "detector, the detector's, to which the masks are brought",
)
  .choices(['mask', 'detector'] as const)
  .default('mask' as const);

export const evaluateCommand = () =>
  new Command('evaluate')
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
    .addOption(MAP_SIZE)
    .option('--json', 'print JSON: the metrics')
    .addOption(new Option('--csv', 'print CSV: a line for each image').conflicts('json'))
    .addOption(METHOD)
    .addOption(FEATURES)
    .addOption(WEIGHTS)
    .addOption(MAX_PIXELS)
    .addOption(DECODE_BYTES)
    .addOption(STRICT)
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass evaluate five.oneclass mnist:5 --json\n  oneclass evaluate ' +
        'parts.oneclass ./parts --maps maps',
    );

export type EvaluateOptions = ReturnType<ReturnType<typeof evaluateCommand>['opts']>;
