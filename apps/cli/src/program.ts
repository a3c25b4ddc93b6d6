import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { BACKEND, DATA_DIR, MAPS, METHOD, OWN_PIXEL_THRESHOLD, WEIGHTS } from './shared-option.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const DATA =
  'a folder of images, or a named set and class such as mnist:5 or mvtec-ad:screw (see ' +
  '`oneclass datasets`)';
const FILE = 'a detector that `oneclass fit` saved';
const PIXEL_RULE =
  'fpr=0.01: so that 1 % of the pixels of held-out normal images lie above it; or a fixed number';
const UNLABELED_RULES =
  'fpr=0.05: so that 5 % of held-out normal images are called anomalous; conformal=0.05: at ' +
  'most 5 % of new ones on average; k-sigma=3: mean and 3 standard deviations';
const collect = (value: string, given: readonly string[] = []): readonly string[] => [
  ...given,
  value,
];

/**
 * The `oneclass` command: data only. What a command does is in its own file, loaded when it runs,
 * so that `--help` answers at once.
 */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('oneclass')
    .description('Deep one-class anomaly detection: fit on normal images, score new ones.')
    .version(version)
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(--help shows what there is)');

  program
    .command('methods')
    .description('the methods there are, and what their config holds')
    .argument(
      '[path|package]',
      'instead of those that come with the command, those that a module or npm package exports',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass methods ./my-method')
    .action(async (specifier: string | undefined, options: object) =>
      (await import('./command/methods.ts')).methods(specifier, options),
    );

  program
    .command('fit')
    .description('fit a detector on normal images and save it')
    .argument(
      '<method>',
      'one of `oneclass methods`, or the path or npm package of one; PACKAGE#NAME where it ' +
        'has several',
    )
    .argument('<data>', `${DATA}; of a folder with train/good or good/, only that part`)
    .requiredOption('-o, --output <file>', 'where the detector goes')
    .option(
      '--set <key=value>',
      'a config value, may be given several times: --set epochs=20',
      collect,
    )
    .option('--seed <number>', 'the same seed, config and data give the same detector')
    .option('--threshold <rule>', `${UNLABELED_RULES}; or a fixed number`)
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
      '--size <pixels>',
      'height and width that images are resized to: 64 or 64x96 (default: what suits the method)',
    )
    .option('--channels <number>', '1 for grey or 3 for RGB (default: as the first image)')
    .option('--checkpoint <folder>', 'save the unfinished fit there as it goes')
    .option(
      '--resume',
      'continue the fit that --checkpoint holds; the rest of the command must be the same',
    )
    .option('--json', 'print JSON')
    .addOption(WEIGHTS)
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass fit conv-autoencoder ./parts/good -o parts.oneclass --threshold ' +
        'fpr=0.05',
    )
    .action(async (method: string, data: string, options: object) =>
      (await import('./command/fit.ts')).fit(method, data, {
        ...(options as import('./command/fit.ts').FitOptions),
        signal,
      }),
    );

  program
    .command('score')
    .description('score images with a saved detector')
    .argument('<file>', FILE)
    .argument('<images...>', 'image files, or folders of them')
    .option('--threshold <number>', "in place of the detector's own")
    .addOption(OWN_PIXEL_THRESHOLD)
    .addOption(MAPS)
    .option('--json', 'print JSON')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addOption(METHOD)
    .addOption(WEIGHTS)
    .addOption(BACKEND)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass score parts.oneclass new/*.png --csv > scores.csv\n  oneclass ' +
        'score parts.oneclass new --maps maps',
    )
    .action(async (file: string, images: readonly string[], options: object) =>
      (await import('./command/score.ts')).score(file, images, {
        ...(options as import('./command/score.ts').ScoreOptions),
        signal,
      }),
    );

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
    .addOption(WEIGHTS)
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass evaluate five.oneclass mnist:5 --json\n  oneclass evaluate ' +
        'parts.oneclass ./parts --maps maps',
    )
    .action(async (file: string, data: string, options: object) =>
      (await import('./command/evaluate.ts')).evaluateFile(file, data, {
        ...(options as import('./command/evaluate.ts').EvaluateOptions),
        signal,
      }),
    );

  program
    .command('calibrate')
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
    .option(
      '--pixel-threshold <rule>',
      `for detectors with score maps: ${PIXEL_RULE} (default: fpr=0.05, where --threshold ` +
        'takes normal images)',
    )
    .option('-o, --output <file>', 'where the detector goes (default: it is replaced)')
    .option('--json', 'print JSON')
    .addOption(METHOD)
    .addOption(WEIGHTS)
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText(
      'after',
      '\nExample:\n  oneclass calibrate parts.oneclass ./parts/unseen --threshold conformal=0.01',
    )
    .action(async (file: string, data: string | undefined, options: object) =>
      (await import('./command/calibrate.ts')).calibrate(file, data, {
        ...(options as import('./command/calibrate.ts').CalibrateOptions),
        signal,
      }),
    );

  program
    .command('inspect')
    .description('what a saved detector is')
    .argument('<file>', FILE)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass inspect parts.oneclass')
    .action(async (file: string, options: object) =>
      (await import('./command/inspect.ts')).inspect(file, options),
    );

  const datasets = program
    .command('datasets')
    .description('the named data sets: what they hold, their licence, and where they are')
    .option('--json', 'print JSON')
    .addOption(DATA_DIR)
    .addHelpText('after', '\nExample:\n  oneclass datasets')
    .action(async (options: object) => (await import('./command/datasets.ts')).datasets(options));
  datasets
    .command('download')
    .description('download a named data set')
    .argument('<name>', 'one of `oneclass datasets`')
    .option(
      '--folder <folder>',
      'where it goes (default: a cache folder, where named data sets are looked for too)',
    )
    .addHelpText('after', '\nExample:\n  oneclass datasets download mnist --folder ./data')
    .action(async (name: string, options: object) =>
      (await import('./command/datasets.ts')).download(name, { ...options, signal }),
    );

  const backend = program
    .command('backend')
    .description(
      'what can compute here: TensorFlow.js backends, best first, and a measured speed of each',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass backend')
    .action(async (options: object) =>
      (await import('./command/backend.ts')).backend({ ...options, signal }),
    );
  backend
    .command('install')
    .description(
      'install native TensorFlow, many times faster than wasm, for all projects (Linux on ' +
        'x86-64; from PyPI and npm, with pip and a C++ compiler)',
    )
    .addOption(new Option('--cpu', 'for the processor').conflicts('cuda'))
    .option('--cuda', 'for NVIDIA GPUs, with the CUDA libraries (default: where there is a driver)')
    .option('--tensorflow <version>', 'its version (default: 2.21)')
    .addHelpText('after', '\nExample:\n  oneclass backend install --cpu')
    .action(async (options: object) =>
      (await import('./command/backend.ts')).installBackend({ ...options, signal }),
    );
  backend
    .command('remove')
    .description('remove what `oneclass backend install` installed')
    .addHelpText('after', '\nExample:\n  oneclass backend remove')
    .action(async () => (await import('./command/backend.ts')).removeBackend({ signal }));

  return program;
}
