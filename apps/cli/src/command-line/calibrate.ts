import { Command } from '@commander-js/extra-typings';
import {
  BACKEND,
  DATA,
  DATA_DIR,
  FEATURES,
  FILE,
  DECODE_BYTES,
  MAX_PIXELS,
  STRICT,
  METHOD,
  PIXEL_RULE,
  UNCERTAIN_RULE,
  UNLABELED_RULES,
  WEIGHTS,
} from './shared-option.ts';

export const calibrateCommand = () =>
  new Command('calibrate')
    .description('give a saved detector new thresholds, without a new fit')
    .argument('<file>', FILE)
    .argument(
      '[data]',
      `images that the fit has not seen: ${DATA}. Normal ones for fpr=, conformal= and ` +
        'k-sigma= (of a folder with test/ or a named set, those of its test split), labelled ' +
        'ones as in `oneclass evaluate` for best-f1 and youden, none for a number',
    )
    .option(
      '--threshold <rule>',
      `${UNLABELED_RULES}; best-f1 or youden: chosen on labelled images; or a fixed number`,
    )
    .addOption(UNCERTAIN_RULE)
    .option(
      '--pixel-threshold <rule>',
      `for detectors with score maps: ${PIXEL_RULE} (default: fpr=0.05, where --threshold ` +
        'takes normal images)',
    )
    .option('-o, --output <file>', 'where the detector goes (default: it is replaced)')
    .option('--json', 'print JSON')
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
      '\nExample:\n  oneclass calibrate parts.oneclass ./parts/unseen --threshold conformal=0.01',
    );

export type CalibrateOptions = ReturnType<ReturnType<typeof calibrateCommand>['opts']>;
