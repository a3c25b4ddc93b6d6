import { Command, Option } from '@commander-js/extra-typings';
import {
  BACKEND,
  DATA,
  DATA_DIR,
  FEATURES,
  DECODE_BYTES,
  MAX_PIXELS,
  PIXEL_RULE,
  STRICT,
  UNCERTAIN_RULE,
  UNLABELED_RULES,
  WEIGHTS,
} from './shared-option.ts';

/** Where `--method` names none. */
export const DEFAULT_METHOD = 'padim';

const collect = (value: string, given: readonly string[] = []): readonly string[] => [
  ...given,
  value,
];

const IGNORE = new Option(
  '--ignore <mask>',
  'an image as large as those of the fit, white where they are to be ignored: what lies there ' +
    'counts in no score, threshold or region',
);

export const fitCommand = () =>
  new Command('fit')
    .description('fit a detector on normal images and save it')
    // one; `fitArguments` says what is wrong with more
    .usage('[options] <data>')
    .argument('<data...>', `${DATA}; of a folder with train/good or good/, only that part`)
    .requiredOption('-o, --output <file>', 'where the detector goes')
    .option(
      '--method <name>',
      'one of `oneclass methods`, or the path or npm package of one; PACKAGE#NAME where it has ' +
        `several (default: ${DEFAULT_METHOD})`,
    )
    .option(
      '--set <key=value>',
      'a config value, may be given several times: --set epochs=20',
      collect,
    )
    .option('--seed <number>', 'the same seed, config and data give the same detector')
    .option('--threshold <rule>', `${UNLABELED_RULES}; or a fixed number`)
    .addOption(UNCERTAIN_RULE)
    .option(
      '--pixel-threshold <rule>',
      `for methods with score maps: ${PIXEL_RULE} (default: fpr=0.05, where --threshold holds ` +
        'images out)',
    )
    .option(
      '--hold-out <fraction>',
      'share of the normal images that such a rule sets aside to calibrate on (default: 0.1)',
    )
    .option(
      '--evaluation-share <fraction>',
      'share of the normal images that the fit leaves for `oneclass evaluate` on the same folder',
    )
    .option(
      '--size <pixels>',
      'height and width that images are resized to: 64 or 64x96 (default: what suits the method)',
    )
    .addOption(IGNORE)
    .option('--channels <number>', '1 for grey or 3 for RGB (default: as most images)')
    .option('--checkpoint <folder>', 'save the unfinished fit there as it goes')
    .option(
      '--resume',
      'continue the fit that --checkpoint holds; the rest of the command must be the same',
    )
    .option(
      '--yes',
      'download the weights of the features where they are missing, without a question',
    )
    .option('--json', 'print JSON')
    .addOption(FEATURES)
    .addOption(WEIGHTS)
    .addOption(MAX_PIXELS)
    .addOption(DECODE_BYTES)
    .addOption(STRICT)
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass fit ./parts/good -o parts.oneclass --threshold fpr=0.05\n  ' +
        'oneclass fit ./parts/good -o parts.oneclass --method patchcore',
    );

export type FitOptions = ReturnType<ReturnType<typeof fitCommand>['opts']>;
