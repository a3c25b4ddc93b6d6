import { createRequire } from 'node:module';
import { Command, Option } from 'commander';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

export interface CommonOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly backend?: string;
  readonly dataDir?: string;
}

const BACKEND = new Option('--backend <name>', 'what computes: wasm (default) or cpu');
const DATA_DIR = new Option('--data-dir <folders>', 'where named data sets are, in place of ONECLASS_DATA_DIR');
const DATA = 'a folder of images, or a named set and class such as mnist:5 or digits:2';
const collect = (value: string, given: readonly string[] = []): readonly string[] => [...given, value];

/**
 * The `oneclass` command: data only. What a command does is in its own file, loaded when it runs, so that `--help` answers at once.
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
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass methods')
    .action(async (options: CommonOptions) => (await import('./command/methods.ts')).methods(options));

  program
    .command('fit')
    .description('fit a detector on normal images and save it')
    .argument('<method>', 'see `oneclass methods`')
    .argument('<data>', `${DATA}; of a folder with train/good or good/, only that part`)
    .requiredOption('-o, --output <file>', 'where the detector goes')
    .option('--set <key=value>', 'a config value, may be given several times: --set epochs=20', collect)
    .option('--seed <number>', 'the same seed, config and data give the same detector')
    .option('--threshold <rule>', 'fpr=0.05: calibrated on held-out normal images so that 5 % of such are called anomalous; or a fixed number')
    .option('--hold-out <fraction>', 'share of the normal images that fpr= sets aside (default: 0.1)')
    .option('--size <pixels>', 'height and width that images are resized to: 64 or 64x96 (default: what suits the method)')
    .option('--channels <number>', '1 for grey or 3 for RGB (default: as the first image)')
    .option('--json', 'print JSON')
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText('after', '\nExample:\n  oneclass fit conv-autoencoder ./parts/good -o parts.oneclass --threshold fpr=0.05')
    .action(async (method: string, data: string, options: object) => (await import('./command/fit.ts')).fit(method, data, { ...(options as import('./command/fit.ts').FitOptions), signal }));

  program
    .command('score')
    .description('score images with a saved detector')
    .argument('<file>', 'a detector that `oneclass fit` saved')
    .argument('<images...>', 'image files, or folders of them')
    .option('--threshold <number>', "in place of the detector's own")
    .option('--json', 'print JSON')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addOption(BACKEND)
    .addHelpText('after', '\nExample:\n  oneclass score parts.oneclass new/*.png --csv > scores.csv')
    .action(async (file: string, images: readonly string[], options: object) =>
      (await import('./command/score.ts')).score(file, images, { ...(options as import('./command/score.ts').ScoreOptions), signal }),
    );

  program
    .command('evaluate')
    .description('measure a saved detector on labelled images')
    .argument('<file>', 'a detector that `oneclass fit` saved')
    .argument('<data>', `a folder with good/ and a folder for each kind of anomaly (or MVTec's layout), or a named set with its normal class such as mnist:5`)
    .option('--threshold <number>', "in place of the detector's own")
    .option('--json', 'print JSON: the metrics')
    .addOption(new Option('--csv', 'print CSV: a line for each image').conflicts('json'))
    .addOption(BACKEND)
    .addOption(DATA_DIR)
    .addHelpText('after', '\nExample:\n  oneclass evaluate five.oneclass mnist:5 --json')
    .action(async (file: string, data: string, options: object) =>
      (await import('./command/evaluate.ts')).evaluateFile(file, data, { ...(options as import('./command/evaluate.ts').EvaluateOptions), signal }),
    );

  program
    .command('inspect')
    .description('what a saved detector is')
    .argument('<file>', 'a detector that `oneclass fit` saved')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass inspect parts.oneclass')
    .action(async (file: string, options: CommonOptions) => (await import('./command/inspect.ts')).inspect(file, options));

  return program;
}
