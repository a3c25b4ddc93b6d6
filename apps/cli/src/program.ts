import { createRequire } from 'node:module';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { backendCommand, installCommand, removeCommand } from './command-line/backend.ts';
import { calibrateCommand } from './command-line/calibrate.ts';
import { datasetsCommand, downloadCommand } from './command-line/datasets.ts';
import { evaluateCommand } from './command-line/evaluate.ts';
import { fitCommand } from './command-line/fit.ts';
import { inspectCommand } from './command-line/inspect.ts';
import { methodsCommand } from './command-line/methods.ts';
import { scoreCommand } from './command-line/score.ts';
import { weightsCommand, weightsDownloadCommand } from './command-line/weights.ts';
import { inFlags } from './option/in-flags.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * The `oneclass` command. Its commands' arguments and options are in `command-line`, data only.
 * What a command does is in its file in `command`, loaded when it runs, so that `--help` answers at
 * once.
 */
export function createProgram(signal: AbortSignal) {
  const program = new Command('oneclass')
    .description('Deep one-class anomaly detection: fit on normal images, score new ones.')
    .version(version)
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(--help shows what there is)');
  // in the order that --help lists them in
  for (const command of [
    methodsCommand().action(async (specifier, options) =>
      (await import('./command/methods.ts')).methods(specifier, options),
    ),
    fitCommand().action((given, options) =>
      inFlags(async () => (await import('./command/fit.ts')).fit(given, { ...options, signal })),
    ),
    scoreCommand().action((file, images, options) =>
      inFlags(async () =>
        (await import('./command/score.ts')).score(file, images, { ...options, signal }),
      ),
    ),
    evaluateCommand().action((file, data, options) =>
      inFlags(async () =>
        (await import('./command/evaluate.ts')).evaluate(file, data, { ...options, signal }),
      ),
    ),
    calibrateCommand().action((file, data, options) =>
      inFlags(async () =>
        (await import('./command/calibrate.ts')).calibrate(file, data, { ...options, signal }),
      ),
    ),
    inspectCommand().action(async (file, options) =>
      (await import('./command/inspect.ts')).inspect(file, options),
    ),
    datasets(signal),
    weights(signal),
    backend(signal),
  ])
    program.addCommand(command);
  inheritSettings(program);
  return program;
}

function datasets(signal: AbortSignal) {
  const download = downloadCommand().action(async (name, options) =>
    (await import('./command/datasets.ts')).download(name, { ...options, signal }),
  );
  return datasetsCommand()
    .action(async (options) => (await import('./command/datasets.ts')).datasets(options))
    .addCommand(download);
}

function weights(signal: AbortSignal) {
  const download = weightsDownloadCommand().action(async (name) =>
    (await import('./command/weights.ts')).downloadWeights(name, { signal }),
  );
  return weightsCommand()
    .action(async (options) => (await import('./command/weights.ts')).weights(options))
    .addCommand(download);
}

function backend(signal: AbortSignal) {
  const install = installCommand().action(async (options) =>
    (await import('./command/backend.ts')).installBackend({ ...options, signal }),
  );
  const remove = removeCommand().action(async () =>
    (await import('./command/backend.ts')).removeBackend({ signal }),
  );
  return backendCommand()
    .action(async (options) =>
      (await import('./command/backend.ts')).backend({ ...options, signal }),
    )
    .addCommand(install)
    .addCommand(remove);
}

/** As commander does for commands that are made in place. */
function inheritSettings(parent: CommandUnknownOpts): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}
