import type { Command } from 'commander';
import { DATA_DIR } from './shared-option.ts';

export function addDatasets(program: Command, signal: AbortSignal): void {
  const datasets = program
    .command('datasets')
    .description('the named data sets: what they hold, their licence, and where they are')
    .option('--json', 'print JSON')
    .addOption(DATA_DIR)
    .addHelpText('after', '\nExample:\n  oneclass datasets')
    .action(async (options: object) => (await import('../command/datasets.ts')).datasets(options));

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
      (await import('../command/datasets.ts')).download(name, { ...options, signal }),
    );
}
